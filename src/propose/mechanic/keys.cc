#include "propose/mechanic/keys.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "propose/mechanic/language.h"

namespace suit::mechanic {
namespace {

bool is_json_number(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  if (std::string_view("-0123456789").find(text[0]) == std::string_view::npos) return false;
  auto parsed = parse_json(text);
  return parsed && parsed->is_number();
}

bool is_toml_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (is_json_number(text)) return true;
  if (text.starts_with("0x") || text.starts_with("0o") || text.starts_with("0b"))
    return text.size() > 2 && text.find_first_not_of("0123456789abcdefABCDEF_", 2) == text.npos;
  std::string bare;
  for (char c : text)
    if (c != '_') bare += c;
  return bare.size() < text.size() && is_json_number(bare);
}

// 2026-01-31, with or without a time.
bool is_date(std::string_view text) {
  if (text.size() < 10 || text.size() > 40 || text[4] != '-' || text[7] != '-') return false;
  return text.substr(0, 10).find_first_not_of("0123456789-") == text.npos &&
         text.substr(10).find_first_not_of("0123456789:.TtZz+- ") == text.npos;
}

// In double quotes, with the escapes that JSON, YAML and TOML share.
std::string double_quoted(const std::string& value) {
  std::string out = "\"";
  for (char c : value) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7f) {
      char buffer[8];
      std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(byte));
      out += buffer;
    } else {
      out += c;
    }
  }
  return out + '"';
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// May this stand without quotes in YAML, in a block or between braces, and still be a string?
bool is_safe_plain(std::string_view text) {
  if (text.empty() || has_control(text) || trim(text) != text) return false;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@`=~").find(text[0]) != std::string_view::npos) return false;
  if (text.find_first_of(",[]{}") != text.npos || text.find(": ") != text.npos ||
      text.find(" #") != text.npos)
    return false;
  return !text.ends_with(':') && type_of_yaml_plain(text) == ValueType::kString && !is_date(text);
}

std::string write_string(Format format, std::string_view old_bytes, const std::string& value) {
  bool single = old_bytes.starts_with('\'') && !has_control(value);
  switch (format) {
    case Format::kJson:
      return double_quoted(value);
    case Format::kToml:
      return single && value.find('\'') == value.npos ? "'" + value + "'" : double_quoted(value);
    case Format::kYaml: {
      if (single) {
        std::string out = "'";
        for (char c : value) out.append(c == '\'' ? 2 : 1, c);
        return out + "'";
      }
      bool plain = !old_bytes.starts_with('"') && !old_bytes.starts_with('\'');
      return plain && is_safe_plain(value) ? value : double_quoted(value);
    }
    case Format::kIni:
      break;
  }
  char quote = old_bytes.size() >= 2 && (old_bytes[0] == '"' || old_bytes[0] == '\'') &&
                       old_bytes.back() == old_bytes[0]
                   ? old_bytes[0]
                   : '\0';
  return quote ? quote + value + quote : value;
}

}  // namespace

std::optional<Format> format_of(std::string_view path) {
  std::string_view language = language_of(path, "").name;
  if (language == "JSON" && extension_of(path) != ".json5") return Format::kJson;
  if (language == "YAML") return Format::kYaml;
  if (language == "TOML") return Format::kToml;
  if (language == "INI") return Format::kIni;
  return std::nullopt;
}

std::string_view name_of(ValueType type) {
  constexpr std::string_view names[] = {"text", "text",   "a number",       "true or false",
                                        "null", "a date", "a table or list"};
  return names[static_cast<size_t>(type)];
}

Result<std::vector<KeyEntry>> read_keys(Format format, const std::string& content) {
  switch (format) {
    case Format::kJson:
      return read_json_keys(content);
    case Format::kYaml:
      return read_yaml_keys(content);
    case Format::kToml:
      return read_toml_keys(content);
    case Format::kIni:
      break;
  }
  return read_ini_keys(content);
}

Result<FlatKeys> flatten(Format format, const std::string& content) {
  switch (format) {
    case Format::kJson:
      return flatten_json(content);
    case Format::kYaml:
      return flatten_yaml(content);
    case Format::kToml:
      return flatten_toml(content);
    case Format::kIni:
      break;
  }
  ASSIGN_OR_RETURN(std::vector<KeyEntry> entries, read_ini_keys(content));
  FlatKeys flat;
  // A key may stand several times (as in .gitconfig): they are told apart by their order.
  for (KeyEntry& entry : entries) {
    for (int n = 2; flat.contains(entry.parts); ++n) entry.parts.push_back("#" + std::to_string(n));
    flat.emplace(std::move(entry.parts), std::move(entry.value));
  }
  return flat;
}

ValueType guess_type(Format format, std::string_view value) {
  if (format == Format::kIni) return ValueType::kText;
  if (format == Format::kYaml) return is_date(value) ? ValueType::kDate : type_of_yaml_plain(value);
  if (value == "true" || value == "false") return ValueType::kBool;
  if (format == Format::kJson)
    return value == "null"         ? ValueType::kNull
           : is_json_number(value) ? ValueType::kNumber
                                   : ValueType::kString;
  return is_toml_number(value) ? ValueType::kNumber : is_date(value) ? ValueType::kDate : ValueType::kString;
}

Result<std::string> write_value(Format format, std::string_view old_bytes, ValueType type,
                                const std::string& value) {
  switch (type) {
    case ValueType::kText:
    case ValueType::kString:
      return write_string(format, old_bytes, value);
    case ValueType::kNull:
      if (format == Format::kToml) return Error{ErrorCode::kInvalid, "TOML has no null"};
      return value;
    case ValueType::kNumber:
    case ValueType::kBool:
    case ValueType::kDate:
      return value;
    case ValueType::kContainer:
      break;
  }
  return Error{ErrorCode::kInvalid, "a table or list can't be set as a whole"};
}

std::vector<std::string> parse_key(std::string_view text) {
  std::vector<std::string> parts;
  std::string part;
  bool open = false;  // a part has begun, though it may be empty
  auto close = [&] {
    if (open || !part.empty()) parts.push_back(std::move(part));
    part.clear();
    open = false;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    size_t end = (c == '"' || c == '\'' || c == '`') ? text.find(c, i + 1) : text.npos;
    if (end != text.npos) {
      part.append(text.substr(i + 1, end - i - 1));
      open = true;
      i = end;
    } else if (c == '.') {
      close();
    } else if (c == '[' && text.find(']', i) != text.npos) {
      close();
      end = text.find(']', i);
      std::string_view inner = trim(text.substr(i + 1, end - i - 1));
      if (inner.size() >= 2 && (inner.front() == '"' || inner.front() == '\'') &&
          inner.back() == inner.front())
        inner = inner.substr(1, inner.size() - 2);
      part = inner;
      close();
      i = end;
    } else {
      part += c;
    }
  }
  close();
  return parts;
}

std::string shown_key(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    bool quote = part.empty() || part.find_first_of(". []\"") != part.npos;
    out.append(out.empty() ? "" : ".").append(quote ? "\"" + part + "\"" : part);
  }
  return out;
}

}  // namespace suit::mechanic
