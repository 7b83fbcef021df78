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

enum class Format { kJson, kYaml, kToml, kIni };
std::optional<Format> format_of(std::string_view path);

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
};

// Errors: kInvalid (does not parse, with where), kUnsupported (several documents in one file), kLimit.
Result<std::vector<KeyEntry>> read_keys(Format format, const std::string& content);

// Every key with its typed value as the library reads it, to compare a file before and after. A key that
// stands twice is an error, kInvalid.
using FlatKeys = std::map<std::vector<std::string>, std::string>;
Result<FlatKeys> flatten(Format format, const std::string& content);

// What the value looks like, unquoted.
ValueType guess_type(Format format, std::string_view value);

// The bytes to put in the place of `old_bytes`, in the same style where it can.
// Errors: kInvalid (the format has no such value).
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
Result<FlatKeys> flatten_json(const std::string& content);
Result<FlatKeys> flatten_yaml(const std::string& content);
Result<FlatKeys> flatten_toml(const std::string& content);
ValueType type_of_yaml_plain(std::string_view text);

inline constexpr size_t kKeysMax = 200'000;
inline constexpr int kKeyDepthMax = 200;

}  // namespace suit::mechanic
