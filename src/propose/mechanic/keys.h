// Lists the keys of a configuration file with the byte ranges of their values, and writes new values. Each
// format has its own reader; the format's library checks the result.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit::mechanic {

enum class Format {
  kJson,
  kYaml,
  kToml,
  kIni,         // as Python's configparser reads it, and .editorconfig, .npmrc …
  kEnv,         // .env: sh and dotenv must agree
  kProperties,  // Java's
  kGitConfig,
};
std::optional<Format> format_of(std::string_view path);
inline bool has_types(Format format) {
  return format <= Format::kToml;
}  // in the others every value is text

enum class ValueType {
  kText,  // INI: the file does not state a type
  kString,
  kNumber,
  kBool,
  kNull,
  kDate,
  kContainer,  // a table or list; holds other keys
};
std::string_view name_of(ValueType type);

struct KeyEntry {
  std::vector<std::string> parts;  // {"server", "port"}; a list index is its digits
  ValueType type = ValueType::kText;
  std::string value = {};     // without quotes and escapes
  size_t begin = 0, end = 0;  // its bytes, quotes included
  std::string refusal = {};   // why it can't be changed, such as "it takes several lines"; empty: it can be
  // For a value named by a sibling in a list ("- name: LEVEL", "value: info") or in the same string ("-
  // LEVEL=info"): the list's path and the name. This entry is in addition to the value's own.
  std::vector<std::string> pair = {};
  std::string prefix = {};  // "LEVEL=", which stays before the value
};

// Errors: kInvalid (does not parse, with where), kUnsupported (several documents in one file), kLimit.
Result<std::vector<KeyEntry>> read_keys(Format format, const std::string& content);

// Every key with its typed value as the library reads it, to compare a file before and after a change.
// Errors: kInvalid (a duplicate key).
using FlatKeys = std::map<std::vector<std::string>, std::string>;
Result<FlatKeys> flatten(Format format, const std::string& content);

// The type that the unquoted value looks like.
ValueType guess_type(Format format, std::string_view value);

// Returns the bytes that replace `old_bytes`, in the same style where possible. Every reader of the format
// reads them as exactly `value`. Errors: kInvalid (the format can't express it, with the reason).
Result<std::string> write_value(Format format, std::string_view old_bytes, ValueType type,
                                const std::string& value);

// "a.b[0].\"c.d\"" → {"a", "b", "0", "c.d"}
std::vector<std::string> parse_key(std::string_view text);
std::string shown_key(const std::vector<std::string>& parts);

// The readers, one file each.
Result<std::vector<KeyEntry>> read_json_keys(const std::string& content);
Result<std::vector<KeyEntry>> read_yaml_keys(const std::string& content);
Result<std::vector<KeyEntry>> read_toml_keys(const std::string& content);
Result<std::vector<KeyEntry>> read_ini_keys(const std::string& content);
Result<std::vector<KeyEntry>> read_env_keys(const std::string& content);
Result<std::vector<KeyEntry>> read_properties_keys(const std::string& content);
Result<std::vector<KeyEntry>> read_git_config_keys(const std::string& content);
// Adds an entry for each name/value pair in a list.
void add_pairs(std::vector<KeyEntry>& entries);

// The writers of the formats without types. `old_bytes`, as read, shows the style.
Result<std::string> write_ini_value(std::string_view old_bytes, const std::string& value);
Result<std::string> write_env_value(std::string_view old_bytes, const std::string& value);
Result<std::string> write_properties_value(const std::string& value);
Result<std::string> write_git_config_value(std::string_view old_bytes, const std::string& value);
std::string write_yaml_string(std::string_view old_bytes, const std::string& value);
// Why a plain YAML scalar of this type can't be used: YAML 1.1 and 1.2 read it differently. Empty: they
// agree.
std::string yaml_disagreement(ValueType type, std::string_view old_value, std::string_view text);

// In double quotes, with the escapes that JSON, YAML and TOML share.
std::string double_quoted(const std::string& value);
bool has_control(std::string_view text, char but = '\0');  // a byte below a space, or DEL
bool has_line_mark(std::string_view text);  // U+0085, U+2028 or U+2029, where some readers end a line
bool is_trimmed(std::string_view text);     // no Unicode white space at either end
bool looks_like_date(std::string_view text);
Result<FlatKeys> flatten_json(const std::string& content);
Result<FlatKeys> flatten_yaml(const std::string& content);
Result<FlatKeys> flatten_toml(const std::string& content);
ValueType type_of_yaml_plain(std::string_view text);

inline constexpr size_t kKeysMax = 200'000;
inline constexpr int kKeyDepthMax = 200;

}  // namespace suit::mechanic
