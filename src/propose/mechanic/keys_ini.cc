// INI, .editorconfig, git's configuration and similar: sections, KEY = VALUE, comments with # or ;.
#include "base/text.h"
#include "propose/mechanic/keys.h"

namespace suit::mechanic {
namespace {

// Parses a line after the separator, from `begin`: the value and its end.
struct LineValue {
  size_t end = 0;
  std::string value = {};
  std::string refusal = {};
};

// The value ends before trailing blanks or a comment that follows a blank.
LineValue ini_value(std::string_view line, size_t begin) {
  size_t end = line.size();
  if (begin < line.size() && (line[begin] == '"' || line[begin] == '\'')) {
    size_t close = line.find(line[begin], begin + 1);
    std::string_view rest = close == line.npos ? std::string_view{} : trim(line.substr(close + 1));
    if (close != line.npos && (rest.empty() || rest[0] == '#' || rest[0] == ';'))
      return {close + 1, std::string(line.substr(begin + 1, close - begin - 1))};
  }
  for (size_t i = begin; i < line.size(); ++i)
    if ((line[i] == '#' || line[i] == ';') && (i == begin || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      end = i;
      break;
    }
  while (end > begin && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
  LineValue found{end, std::string(line.substr(begin, end - begin))};
  std::string& value = found.value;
  if (value.size() >= 2 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0])
    value = value.substr(1, value.size() - 2);
  return found;
}

// As git's config.c reads it: quotes may begin anywhere, escapes count in and outside of them.
LineValue git_value(std::string_view line, size_t begin) {
  LineValue found{begin};
  bool quoted = false;
  size_t kept = 0;  // without trailing blanks
  for (size_t i = begin; i < line.size(); ++i) {
    char c = line[i];
    if (!quoted && (c == '#' || c == ';')) break;
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '\\' && i + 1 < line.size()) {
      c = line[++i];
      found.value += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'b' ? '\b' : c;
    } else {
      found.value += c;
    }
    if (quoted || (line[i] != ' ' && line[i] != '\t')) {
      kept = found.value.size();
      found.end = i + 1;
    }
  }
  found.value.resize(kept);
  if (quoted) found.refusal = "its quote is not closed";
  return found;
}

Result<std::vector<KeyEntry>> read_lines(const std::string& content, std::string_view marks,
                                         LineValue (*value_of)(std::string_view line, size_t begin)) {
  std::vector<KeyEntry> entries;
  std::vector<std::string> section;
  size_t at = content.starts_with("\xef\xbb\xbf") ? 3 : 0, key_indent = 0;
  bool continues = false, under_key = false;
  for (std::string_view whole : split_lines(std::string_view(content).substr(at))) {
    std::string_view line = without_terminator(whole);
    size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    bool comment = start == line.size() || line[start] == '#' || line[start] == ';' || line[start] == '!';
    bool deeper = under_key && start > key_indent && value_of == ini_value;
    if (continues) {  // the rest of a value that ended in a backslash
      if (!entries.empty()) entries.back().refusal = "its value takes several lines";
    } else if (comment) {
    } else if (deeper && line.find_first_of(marks, start) == line.npos) {
      entries.back().refusal = "its value takes several lines";  // configparser reads an indented line so
    } else if (size_t close = line.rfind(']'); line[start] == '[' && close != line.npos && !deeper) {
      std::string_view name = trim(line.substr(start + 1, close - start - 1));
      section = {std::string(name)};
      under_key = false;
      // [remote "origin"], as git writes it
      if (size_t quote = name.find(" \""); quote != name.npos && name.ends_with('"'))
        section = {std::string(name.substr(0, quote)),
                   std::string(name.substr(quote + 2, name.size() - quote - 3))};
    } else if (size_t mark = line.find_first_of(marks, start); mark != line.npos) {
      std::string_view key = trim(line.substr(start, mark - start));
      size_t begin = std::min(line.find_first_not_of(" \t", mark + 1), line.size());
      LineValue found = value_of(line, begin);
      KeyEntry entry{section,
                     ValueType::kText,
                     std::move(found.value),
                     at + begin,
                     at + std::max(begin, found.end),
                     std::move(found.refusal)};
      entry.parts.emplace_back(key);
      if (deeper) {  // configparser reads it as part of the value above, others as a key
        entry.refusal = "it is indented below another key, and readers take that differently";
        entries.back().refusal = "an indented line follows it, which readers take differently";
      } else {
        key_indent = start;
        under_key = true;
      }
      if (entries.size() >= kKeysMax) return Error{ErrorCode::kLimit, "the file has too many keys"};
      entries.push_back(std::move(entry));
    }
    continues = line.ends_with('\\') && !comment;
    at += whole.size();
  }
  return entries;
}

Error no_form(std::string_view why) {
  return {ErrorCode::kInvalid, "readers of INI files take a value with " + std::string(why) + " differently",
          "“replace … by … in FILE” writes it as you say"};
}

}  // namespace

Result<std::vector<KeyEntry>> read_ini_keys(const std::string& content) {
  return read_lines(content, "=:", ini_value);
}

Result<std::vector<KeyEntry>> read_git_config_keys(const std::string& content) {
  return read_lines(content, "=", git_value);
}

Result<std::string> write_ini_value(std::string_view old_bytes, const std::string& value) {
  bool tab = value.find('\t') != value.npos;
  if (has_control(value, '\t') || has_line_mark(value)) return no_form("a line break");
  if (value.ends_with('\\')) return no_form("a backslash at its end");
  // configparser expands % unless the program disables it.
  if (value.find('%') != value.npos && old_bytes.find('%') == old_bytes.npos)
    return no_form("a percent sign");
  bool quoted = old_bytes.size() >= 2 && (old_bytes[0] == '"' || old_bytes[0] == '\'') &&
                old_bytes.back() == old_bytes[0];
  if (quoted) {
    if (value.find(old_bytes[0]) != value.npos) return no_form("a quote inside quotes");
    return old_bytes[0] + value + old_bytes[0];
  }
  if (!is_trimmed(value)) return no_form("blanks at its ends");
  if (value.starts_with('"') || value.starts_with('\'')) return no_form("a quote at its start");
  for (std::string_view sign : {"#", ";"})
    if (value.starts_with(sign) || value.find(" " + std::string(sign)) != value.npos ||
        (tab && value.find("\t" + std::string(sign)) != value.npos))
      return no_form("a comment sign");
  return value;
}

Result<std::string> write_git_config_value(std::string_view old_bytes, const std::string& value) {
  bool plain = !old_bytes.starts_with('"') && !has_control(value) && is_trimmed(value) &&
               value.find_first_of("\"\\#;") == value.npos;
  if (plain) return value;
  std::string out = "\"";
  for (char c : value) {
    if (c == '\n' || c == '\t' || c == '\b') {
      out.append(1, '\\').append(1, c == '\n' ? 'n' : c == '\t' ? 't' : 'b');
    } else if (c == '\r' || c == '\0') {
      return Error{ErrorCode::kInvalid, "git has no way of writing this control character in a value"};
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + '"';
}

}  // namespace suit::mechanic
