#include "propose/mechanic/keys.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "code/language.h"

namespace suit::mechanic {
using namespace code;
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

// Reads the character at `at` and advances past it. An invalid byte counts as U+FFFD.
uint32_t next_code_point(std::string_view text, size_t& at) {
  uint32_t code = 0xfffd;
  size_t length = utf8_length(text.substr(at), &code);
  at += std::max<size_t>(length, 1);
  return length > 0 ? code : 0xfffd;
}

std::string escaped(uint32_t code) {
  char buffer[8];
  std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(code));
  return buffer;
}

// Characters that YAML readers treat as a line end, or reject, if unescaped.
bool needs_escape(uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 || code == 0xfeff ||
         code == 0xfffe || code == 0xffff;
}

// Unicode white space and the byte order mark, which JavaScript trims too.
bool is_space(uint32_t code) {
  return (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x20) || code == 0x85 || code == 0xa0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 ||
         code == 0x202f || code == 0x205f || code == 0x3000 || code == 0xfeff;
}

std::string write_string(Format format, std::string_view old_bytes, const std::string& value) {
  if (format == Format::kYaml) return write_yaml_string(old_bytes, value);
  bool literal = format == Format::kToml && old_bytes.starts_with('\'') && !has_control(value) &&
                 !has_line_mark(value) && value.find('\'') == value.npos;
  return literal ? "'" + value + "'" : double_quoted(value);
}

}  // namespace

std::optional<Format> format_of(std::string_view path) {
  std::string_view language = language_of(path, "").name;
  if (language == "JSON" && extension_of(path) != ".json5") return Format::kJson;
  if (language == "YAML") return Format::kYaml;
  if (language == "TOML") return Format::kToml;
  if (language != "INI") return std::nullopt;
  std::string_view name = name_in(path);
  if (name == ".gitconfig" || name == ".gitmodules") return Format::kGitConfig;
  if (name == ".env" || name.starts_with(".env.") || name.ends_with(".env")) return Format::kEnv;
  return name.ends_with(".properties") ? Format::kProperties : Format::kIni;
}

bool looks_like_date(std::string_view text) {
  if (text.size() < 10 || text.size() > 40 || text[4] != '-' || text[7] != '-') return false;
  return text.substr(0, 10).find_first_not_of("0123456789-") == text.npos &&
         text.substr(10).find_first_not_of("0123456789:.TtZz+- ") == text.npos;
}

std::string double_quoted(const std::string& value) {
  std::string out = "\"";
  for (size_t at = 0; at < value.size();) {
    size_t begin = at;
    uint32_t code = next_code_point(value, at);
    if (code == '"' || code == '\\') {
      out.append(1, '\\').append(1, static_cast<char>(code));
    } else if (code == '\n') {
      out += "\\n";
    } else if (code == '\t') {
      out += "\\t";
    } else if (code == '\r') {
      out += "\\r";
    } else if (needs_escape(code)) {
      out += escaped(code);
    } else {
      out.append(value, begin, at - begin);
    }
  }
  return out + '"';
}

bool has_control(std::string_view text, char but) {
  return std::any_of(text.begin(), text.end(), [&](char c) {
    return (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) && (c != but || but == '\0');
  });
}

bool has_line_mark(std::string_view text) {
  for (std::string_view mark : {"\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"})
    if (text.find(mark) != text.npos) return true;
  return false;
}

bool is_trimmed(std::string_view text) {
  bool first = true, last = false;
  for (size_t at = 0; at < text.size(); first = false) {
    last = is_space(next_code_point(text, at));
    if (first && last) return false;
  }
  return !last;
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
    case Format::kEnv:
      return read_env_keys(content);
    case Format::kProperties:
      return read_properties_keys(content);
    case Format::kGitConfig:
      return read_git_config_keys(content);
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
    default:
      break;
  }
  ASSIGN_OR_RETURN(std::vector<KeyEntry> entries, read_keys(format, content));
  FlatKeys flat;
  // A key may occur several times (as in .gitconfig); its index tells them apart.
  for (KeyEntry& entry : entries) {
    for (int n = 2; flat.contains(entry.parts); ++n) entry.parts.push_back("#" + std::to_string(n));
    flat.emplace(std::move(entry.parts), std::move(entry.value));
  }
  return flat;
}

ValueType guess_type(Format format, std::string_view value) {
  if (!has_types(format)) return ValueType::kText;
  if (format == Format::kYaml) return looks_like_date(value) ? ValueType::kDate : type_of_yaml_plain(value);
  if (value == "true" || value == "false") return ValueType::kBool;
  if (format == Format::kJson)
    return value == "null"         ? ValueType::kNull
           : is_json_number(value) ? ValueType::kNumber
                                   : ValueType::kString;
  return is_toml_number(value)    ? ValueType::kNumber
         : looks_like_date(value) ? ValueType::kDate
                                  : ValueType::kString;
}

Result<std::string> write_value(Format format, std::string_view old_bytes, ValueType type,
                                const std::string& value) {
  if (format == Format::kIni) return write_ini_value(old_bytes, value);
  if (format == Format::kEnv) return write_env_value(old_bytes, value);
  if (format == Format::kProperties) return write_properties_value(value);
  if (format == Format::kGitConfig) return write_git_config_value(old_bytes, value);
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
      if (format == Format::kYaml)
        if (std::string why = yaml_disagreement(type, old_bytes, value); !why.empty())
          return Error{ErrorCode::kInvalid, why, "put it in quotes if it is a text"};
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
