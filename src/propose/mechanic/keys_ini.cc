// INI, .properties, .env, .editorconfig and their kin: sections, KEY = VALUE, comments with # or ;.
#include "base/text.h"
#include "propose/mechanic/keys.h"

namespace suit::mechanic {
namespace {

// Where the value ends: before a comment that follows it after a blank, and before trailing blanks.
size_t value_end(std::string_view line, size_t begin) {
  size_t end = line.size();
  if (begin < line.size() && (line[begin] == '"' || line[begin] == '\'')) {
    size_t close = line.find(line[begin], begin + 1);
    std::string_view rest = close == line.npos ? std::string_view{} : trim(line.substr(close + 1));
    if (close != line.npos && (rest.empty() || rest[0] == '#' || rest[0] == ';')) return close + 1;
  }
  for (size_t i = begin; i < line.size(); ++i)
    if ((line[i] == '#' || line[i] == ';') && (i == begin || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      end = i;
      break;
    }
  while (end > begin && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
  return end;
}

}  // namespace

Result<std::vector<KeyEntry>> read_ini_keys(const std::string& content) {
  std::vector<KeyEntry> entries;
  std::vector<std::string> section;
  size_t at = content.starts_with("\xef\xbb\xbf") ? 3 : 0;
  bool continues = false;
  for (std::string_view whole : split_lines(std::string_view(content).substr(at))) {
    std::string_view line = without_terminator(whole);
    size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    bool indented = start > 0;
    if (continues) {  // the rest of a value that ended in a backslash
      if (!entries.empty()) entries.back().refusal = "its value takes several lines";
    } else if (start == line.size() || line[start] == '#' || line[start] == ';' || line[start] == '!') {
    } else if (size_t close = line.rfind(']'); line[start] == '[' && close != line.npos) {
      std::string_view name = trim(line.substr(start + 1, close - start - 1));
      section = {std::string(name)};
      // [remote "origin"], as git writes it
      if (size_t quote = name.find(" \""); quote != name.npos && name.ends_with('"'))
        section = {std::string(name.substr(0, quote)),
                   std::string(name.substr(quote + 2, name.size() - quote - 3))};
    } else if (size_t mark = line.find_first_of("=:", start); mark != line.npos) {
      std::string_view key = trim(line.substr(start, mark - start));
      if (key.starts_with("export ")) key = trim(key.substr(7));
      size_t begin = std::min(line.find_first_not_of(" \t", mark + 1), line.size());
      size_t end = value_end(line, begin);
      if (end < begin) end = begin;
      KeyEntry entry{section, ValueType::kText, std::string(line.substr(begin, end - begin)), at + begin,
                     at + end};
      std::string& value = entry.value;
      if (value.size() >= 2 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0])
        value = value.substr(1, value.size() - 2);
      entry.parts.emplace_back(key);
      if (entries.size() >= kKeysMax) return Error{ErrorCode::kLimit, "the file has too many keys"};
      entries.push_back(std::move(entry));
    } else if (indented && !entries.empty()) {
      entries.back().refusal = "its value takes several lines";  // as configparser reads an indented line
    }
    continues = line.ends_with('\\');
    at += whole.size();
  }
  return entries;
}

}  // namespace suit::mechanic
