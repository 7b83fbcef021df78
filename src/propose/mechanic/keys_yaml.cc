// YAML by yaml-cpp, which gives the start of each node; the end of a scalar is found here.
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "base/text.h"
#include "propose/mechanic/keys.h"

namespace suit::mechanic {
namespace {

template <size_t N>
bool is_one_of(std::string_view text, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

bool is_number(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || text.size() > 64) return false;
  if (is_one_of(text, {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"})) return true;
  if (text.starts_with("0x"))
    return text.size() > 2 && text.find_first_not_of("0123456789abcdefABCDEF", 2) == text.npos;
  if (text.starts_with("0o")) return text.size() > 2 && text.find_first_not_of("01234567", 2) == text.npos;
  bool digit = false, dot = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c >= '0' && c <= '9') {
      digit = true;
    } else if (c == '.' && !dot) {
      dot = true;
    } else if ((c == 'e' || c == 'E') && digit) {
      size_t rest = i + 1 + (i + 1 < text.size() && (text[i + 1] == '-' || text[i + 1] == '+'));
      return rest < text.size() && text.find_first_not_of("0123456789", rest) == text.npos;
    } else {
      return false;
    }
  }
  return digit;
}

// Numbers that YAML 1.1 (PyYAML, Ruby) and 1.2 (most others) read alike: no 012, 1e5, 0o7, 1_000 or 1:30.
bool is_agreed_number(std::string_view text) {
  if (is_one_of(text, {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"}) || text.starts_with("0x"))
    return true;
  bool sign = text.starts_with('+') || text.starts_with('-');
  if (sign) text.remove_prefix(1);
  size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == text.size()) return text == "0" || text[0] != '0';
  if (text[digits] != '.' || (sign && digits == 0)) return false;
  size_t end = std::min(text.find_first_not_of("0123456789", digits + 1), text.size());
  return end == text.size() || (end + 1 < text.size() && (text[end + 1] == '+' || text[end + 1] == '-'));
}

bool is_real_date(std::string_view text) {
  auto number = [&](size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = number(5), day = number(8), year = number(0) * 100 + number(2);
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap) && year > 0;
}

// Does YAML 1.1 read this plain text as something else?
bool is_typed_in_old_yaml(std::string_view text) {
  if (is_one_of(text, {"y", "Y", "n", "N", "<<", "=", "..."}) || text.starts_with("0b")) return true;
  if (text.size() > 5 && text[4] == '-' && text.find_first_not_of("0123456789") == 4) return true;
  std::string bare;
  for (char c : text)
    if (c != '_') bare += c;
  return is_number(bare) ||
         (text.find(':') != text.npos && text.find_first_not_of("0123456789_:.+-") == text.npos);
}

// A character that double quotes would write as an escape.
bool has_hidden(std::string_view text) {
  std::string bare;
  for (char c : text)
    if (c != '"' && c != '\\') bare += c;
  return double_quoted(bare).size() != bare.size() + 2;
}

// Can this stay a text without quotes, both in block and flow style?
bool is_safe_plain(std::string_view text) {
  if (text.empty() || !is_trimmed(text) || has_hidden(text)) return false;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@`=~").find(text[0]) != std::string_view::npos) return false;
  if (text.find_first_of(",[]{}?") != text.npos || text.find(": ") != text.npos ||
      text.find(" #") != text.npos)
    return false;
  return !text.ends_with(':') && type_of_yaml_plain(text) == ValueType::kString && !looks_like_date(text) &&
         !is_typed_in_old_yaml(text);
}

struct YamlWalk {
  const std::string& content;
  std::string_view text;  // without a byte order mark; positions count from its start
  size_t mark = 0;
  std::vector<KeyEntry> entries = {};
  std::vector<std::string> path = {};
  bool failed = false;

  size_t position(const YAML::Node& node) const {
    int at = node.Mark().pos;
    return at < 0 ? text.npos : static_cast<size_t>(at);
  }

  // A key without a value: write it after the key's colon.
  void empty_value(const YAML::Node& key, KeyEntry& entry) const {
    size_t at = position(key);
    if (at == text.npos || !text.substr(at).starts_with(key.Scalar() + ":")) {
      entry.refusal = "it has no value, and its position is unclear";
      return;
    }
    entry.begin = entry.end = mark + at + key.Scalar().size() + 1;
  }

  void scalar(const YAML::Node& node, KeyEntry& entry) const {
    size_t at = position(node);
    const std::string& value = node.Scalar();
    if (at == text.npos || at >= text.size()) {
      entry.refusal = "its position is unclear";
      return;
    }
    char c = text[at];
    size_t end = at;
    if (c == '&' || c == '*' || c == '!') {
      entry.refusal = c == '!' ? "it has a tag" : "it is an anchor or alias, which others share";
    } else if (c == '|' || c == '>') {
      entry.refusal = "its value takes several lines";
    } else if (c == '"' || c == '\'') {
      for (end = at + 1; end < text.size() && text[end] != '\n'; ++end) {
        if (c == '"' && text[end] == '\\') {
          ++end;
        } else if (text[end] == c) {
          if (c != '\'' || end + 1 >= text.size() || text[end + 1] != '\'') break;
          ++end;
        }
      }
      if (end >= text.size() || text[end] != c) entry.refusal = "its value takes several lines";
      ++end;
    } else if (text.substr(at).starts_with(value)) {
      end = at + value.size();
    } else {
      entry.refusal = "its value takes several lines";
    }
    entry.begin = mark + at;
    entry.end = mark + end;
  }

  void visit(const YAML::Node& node, const YAML::Node* key, int depth) {
    if (depth > kKeyDepthMax || entries.size() >= kKeysMax) failed = true;
    if (failed) return;
    if (!path.empty()) {
      KeyEntry entry{path, ValueType::kContainer, {}, 0, 0};
      if (node.IsNull()) {
        entry.type = ValueType::kNull;
        size_t at = position(node);
        bool written = at != text.npos && at < text.size() &&
                       (text[at] == '~' || text.substr(at, 4) == "null" || text.substr(at, 4) == "Null" ||
                        text.substr(at, 4) == "NULL");
        if (written) {
          entry.begin = mark + at;
          entry.end = entry.begin + (text[at] == '~' ? 1 : 4);
        } else if (key) {
          empty_value(*key, entry);
        } else {
          entry.refusal = "it has no value";
        }
      } else if (node.IsScalar()) {
        entry.value = node.Scalar();
        entry.type = node.Tag() == "?" ? guess_type(Format::kYaml, entry.value) : ValueType::kString;
        scalar(node, entry);
      }
      entries.push_back(std::move(entry));
    }
    if (node.IsMap()) {
      for (const auto& item : node) {
        if (!item.first.IsScalar()) continue;
        path.push_back(item.first.Scalar());
        visit(item.second, &item.first, depth + 1);
        path.pop_back();
      }
    } else if (node.IsSequence()) {
      size_t index = 0;
      for (const auto& item : node) {
        path.push_back(std::to_string(index++));
        visit(item, nullptr, depth + 1);
        path.pop_back();
      }
    }
  }

  void flatten(const YAML::Node& node, FlatKeys& flat, int depth) {
    if (depth > kKeyDepthMax || flat.size() >= kKeysMax) failed = true;
    if (failed) return;
    std::string value = node.Tag() + (node.IsScalar() ? "=" + node.Scalar()
                                      : node.IsNull() ? "~"
                                      : node.IsMap()  ? "{}"
                                                      : "[]");
    if (node.IsScalar() && node.Tag() == "?")
      value = std::string(name_of(guess_type(Format::kYaml, node.Scalar()))) + "=" + node.Scalar();
    if (node.IsScalar() && node.Tag() == "!") value = "text=" + node.Scalar();
    if (!flat.emplace(path, value).second) failed = true;
    size_t index = 0;
    for (const auto& item : node) {
      bool map = node.IsMap();
      path.push_back(!map                    ? std::to_string(index++)
                     : item.first.IsScalar() ? item.first.Scalar()
                                             : "?" + std::to_string(index++));
      flatten(map ? item.second : YAML::Node(item), flat, depth + 1);
      path.pop_back();
    }
  }
};

// A line that starts with --- or ... always ends a document, even inside a multi-line string.
bool has_several_documents(std::string_view text) {
  bool content = false;
  for (std::string_view whole : split_lines(text)) {
    std::string_view line = trim(whole);
    bool mark = whole.starts_with("---") &&
                (whole.size() == 3 || is_one_of(whole.substr(3, 1), {" ", "\t", "\r", "\n"}));
    if (content && (mark || line == "...")) return true;
    content = content || mark || !(line.empty() || line[0] == '#' || line[0] == '%');
  }
  return false;
}

// Avoids YAML::LoadAll: yaml-cpp 0.7 loops forever if text follows a flow sequence, as in "[a],b".
Result<YAML::Node> load(const std::string& content, size_t mark) {
  if (has_several_documents(std::string_view(content).substr(mark)))
    return Error{ErrorCode::kUnsupported, "the file holds several YAML documents",
                 "edit it by “replace … by … in FILE”"};
  try {
    return YAML::Load(content.substr(mark));
  } catch (const YAML::Exception& exception) {
    return Error{ErrorCode::kInvalid, "not valid YAML: " + printable(exception.what())};
  }
}

Error too_much() {
  return {ErrorCode::kLimit, "the YAML is nested too deeply, has too many keys or one key twice"};
}

}  // namespace

ValueType type_of_yaml_plain(std::string_view text) {
  constexpr std::string_view nulls[] = {"", "~", "null", "Null", "NULL"};
  constexpr std::string_view bools[] = {"true", "True", "TRUE", "false", "False", "FALSE",
                                        "yes",  "Yes",  "YES",  "no",    "No",    "NO",
                                        "on",   "On",   "ON",   "off",   "Off",   "OFF"};
  if (is_one_of(text, nulls)) return ValueType::kNull;
  if (is_one_of(text, bools)) return ValueType::kBool;
  return is_number(text) ? ValueType::kNumber : ValueType::kString;
}

std::string write_yaml_string(std::string_view old_bytes, const std::string& value) {
  bool single = old_bytes.starts_with('\'');
  if (single && !has_hidden(value)) {
    std::string out = "'";
    for (char c : value) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
  }
  bool plain = !single && !old_bytes.starts_with('"');
  return plain && is_safe_plain(value) ? value : double_quoted(value);
}

std::string yaml_disagreement(ValueType type, std::string_view old_value, std::string_view text) {
  constexpr std::string_view words[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
  auto differently = [&](std::string_view rest) {
    return "YAML 1.1 and 1.2 read " + printable(text) + " differently" + std::string(rest);
  };
  if (type == ValueType::kBool && !is_one_of(text, words) &&
      (is_one_of(old_value, words) || old_value.empty()))
    return differently(": say true or false");
  if (type == ValueType::kNumber && !is_agreed_number(text)) return differently("");
  if (type == ValueType::kDate && !is_real_date(text)) return printable(text) + " is not a date";
  return {};
}

Result<std::vector<KeyEntry>> read_yaml_keys(const std::string& content) {
  size_t mark = content.starts_with("\xef\xbb\xbf") ? 3 : 0;
  ASSIGN_OR_RETURN(YAML::Node root, load(content, mark));
  try {
    YamlWalk walk{content, std::string_view(content).substr(mark), mark};
    walk.visit(root, nullptr, 0);
    if (walk.failed) return too_much();
    add_pairs(walk.entries);
    return std::move(walk.entries);
  } catch (const YAML::Exception& exception) {
    return Error{ErrorCode::kInvalid, "not valid YAML: " + printable(exception.what())};
  }
}

Result<FlatKeys> flatten_yaml(const std::string& content) {
  size_t mark = content.starts_with("\xef\xbb\xbf") ? 3 : 0;
  ASSIGN_OR_RETURN(YAML::Node root, load(content, mark));
  try {
    YamlWalk walk{content, std::string_view(content).substr(mark), mark};
    FlatKeys flat;
    walk.flatten(root, flat, 0);
    if (walk.failed) return too_much();
    return flat;
  } catch (const YAML::Exception& exception) {
    return Error{ErrorCode::kInvalid, "not valid YAML: " + printable(exception.what())};
  }
}

}  // namespace suit::mechanic
