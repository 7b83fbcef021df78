// The keys of a configuration file with the bytes of their values, and how to write a new value there.
// One reader for each format; the library that knows the format checks what came out.
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
  kEnv,         // .env: sh and dotenv have to agree
  kProperties,  // of Java
  kGitConfig,
};
std::optional<Format> format_of(std::string_view path);
inline bool has_types(Format format) {
  return format <= Format::kToml;
}  // in others every value is a text

enum class ValueType {
  kText,  // INI: nothing says what it is
  kString,
  kNumber,
  kBool,
  kNull,
  kDate,
  kContainer,  // a table or list; holds other keys
};
std::string_view name_of(ValueType type);

struct KeyEntry {
  std::vector<std::string> parts;  // {"server", "port"}; an index of a list is its digits
  ValueType type = ValueType::kText;
  std::string value = {};     // without quotes and escapes
  size_t begin = 0, end = 0;  // its bytes, quotes included
  std::string refusal = {};   // why it can't be changed, such as "it takes several lines"; empty: it can
  // Of a value that stands beside its name in a list, as in "- name: LEVEL" and "value: info", or in one text
  // with it ("- LEVEL=info"): the list's path and the name. Such an entry comes besides the value's own.
  std::vector<std::string> pair = {};
  std::string prefix = {};  // "LEVEL=", which stays before the value
};

// Errors: kInvalid (does not parse, with where), kUnsupported (several documents in one file), kLimit.
Result<std::vector<KeyEntry>> read_keys(Format format, const std::string& content);

// Every key with its typed value as the library reads it, to compare a file before and after. A key that
// stands twice is an error, kInvalid.
using FlatKeys = std::map<std::vector<std::string>, std::string>;
Result<FlatKeys> flatten(Format format, const std::string& content);

// What the value looks like, unquoted.
ValueType guess_type(Format format, std::string_view value);

// The bytes to put in the place of `old_bytes`, in the same style where it can: every reader of the format
// gives back just `value`. Errors: kInvalid (no way of writing it does that, with the reason).
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
// Adds an entry for each name and value that stand side by side in a list.
void add_pairs(std::vector<KeyEntry>& entries);

// The writers of the formats without types. `old_bytes` as read, for its style.
Result<std::string> write_ini_value(std::string_view old_bytes, const std::string& value);
Result<std::string> write_env_value(std::string_view old_bytes, const std::string& value);
Result<std::string> write_properties_value(const std::string& value);
Result<std::string> write_git_config_value(std::string_view old_bytes, const std::string& value);
std::string write_yaml_string(std::string_view old_bytes, const std::string& value);
// Why a plain YAML scalar of this type is not written so: YAML 1.1 and 1.2 read it differently. Empty: they
// agree.
std::string yaml_disagreement(ValueType type, std::string_view old_value, std::string_view text);

// In double quotes, with the escapes that JSON, YAML and TOML share.
std::string double_quoted(const std::string& value);
bool has_control(std::string_view text, char but = '\0');  // a byte below a blank, or DEL
bool has_line_mark(std::string_view text);  // U+0085, U+2028 or U+2029, where some readers end a line
bool is_trimmed(std::string_view text);     // no white space of Unicode at either end
bool looks_like_date(std::string_view text);
Result<FlatKeys> flatten_json(const std::string& content);
Result<FlatKeys> flatten_yaml(const std::string& content);
Result<FlatKeys> flatten_toml(const std::string& content);
ValueType type_of_yaml_plain(std::string_view text);

inline constexpr size_t kKeysMax = 200'000;
inline constexpr int kKeyDepthMax = 200;

}  // namespace suit::mechanic
