// JSON, also with comments and trailing commas.
#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "propose/mechanic/keys.h"

namespace suit::mechanic {
namespace {

// Finds the values in a text that the library has already accepted. kKeyDepthMax bounds the recursion.
class Scanner {
 public:
  explicit Scanner(const std::string& text) : text_(text) {}

  Result<std::vector<KeyEntry>> run() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    value(0);
    if (failed_) return Error{ErrorCode::kLimit, "the JSON is nested too deeply or has too many keys"};
    add_pairs(entries_);
    return std::move(entries_);
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip() {
    for (;;) {
      while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
        ++at_;
      if (text_.compare(at_, 2, "//") == 0) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.compare(at_, 2, "/*") == 0) {
        size_t end = text_.find("*/", at_ + 2);
        at_ = end == text_.npos ? text_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  std::string string() {
    size_t begin = at_;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    at_ = std::min(at_ + 1, text_.size());
    auto parsed = parse_json(std::string_view(text_).substr(begin, at_ - begin));
    return parsed && parsed->is_string() ? parsed->get<std::string>() : std::string();
  }

  void add(ValueType type, std::string value, size_t begin, size_t end) {
    if (entries_.size() >= kKeysMax) failed_ = true;
    if (!path_.empty()) entries_.push_back({path_, type, std::move(value), begin, end});
  }

  void members(int depth, char close) {
    size_t begin = at_++;
    size_t entry = entries_.size();
    add(ValueType::kContainer, {}, begin, begin);
    for (size_t index = 0; !failed_; ++index) {
      skip();
      if (peek() == close || peek() == '\0') break;
      if (close == '}') {
        path_.push_back(string());
        skip();
        ++at_;  // the colon
      } else {
        path_.push_back(std::to_string(index));
      }
      value(depth + 1);
      path_.pop_back();
      skip();
      if (peek() == ',') ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
    if (!path_.empty() && entry < entries_.size()) entries_[entry].end = at_;
  }

  void value(int depth) {
    skip();
    if (depth > kKeyDepthMax) failed_ = true;
    if (failed_) return;
    size_t begin = at_;
    char c = peek();
    if (c == '{' || c == '[') {
      members(depth, c == '{' ? '}' : ']');
    } else if (c == '"') {
      std::string decoded = string();
      add(ValueType::kString, std::move(decoded), begin, at_);
    } else {
      while (at_ < text_.size() && std::string_view(",]} \t\r\n/").find(text_[at_]) == std::string_view::npos)
        ++at_;
      if (at_ == begin) ++at_;
      std::string word = text_.substr(begin, at_ - begin);
      ValueType type = guess_type(Format::kJson, word);
      add(type, std::move(word), begin, at_);
    }
  }

  const std::string& text_;
  size_t at_ = 0;
  bool failed_ = false;
  std::vector<std::string> path_;
  std::vector<KeyEntry> entries_;
};

// Blanks out commas before closing brackets: common in files with comments, rejected by the library.
std::string without_trailing_commas(std::string text) {
  size_t comma = text.npos;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i)
        if (text[i] == '\\') ++i;
      comma = text.npos;
    } else if (text.compare(i, 2, "//") == 0) {
      i = std::min(text.find('\n', i), text.size());
    } else if (text.compare(i, 2, "/*") == 0) {
      size_t end = text.find("*/", i + 2);
      i = end == text.npos ? text.size() : end + 1;
    } else if (c == ',') {
      comma = i;
    } else if (c == '}' || c == ']') {
      if (comma != text.npos) text[comma] = ' ';
      comma = text.npos;
    } else if (std::string_view(" \t\r\n").find(c) == std::string_view::npos) {
      comma = text.npos;
    }
  }
  return text;
}

// The library keeps the last of two equal keys; this detects the duplicate.
Result<Json> parse_document(const std::string& content) {
  std::vector<std::set<std::string>> open;
  std::string twice;
  bool deep = false;
  auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > kKeyDepthMax) deep = true;
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end && !open.empty()) open.pop_back();
    if (event == Json::parse_event_t::key && !open.empty() &&
        !open.back().insert(parsed.get<std::string>()).second)
      twice = parsed.get<std::string>();
    return true;
  };
  try {
    Json json = Json::parse(without_trailing_commas(content), watch, true, true);
    if (deep) return Error{ErrorCode::kLimit, "the JSON is nested too deeply"};
    if (!twice.empty())
      return Error{ErrorCode::kInvalid, "the key “" + printable(twice) + "” occurs twice in one object"};
    return json;
  } catch (const Json::exception& exception) {
    return Error{ErrorCode::kInvalid, "not valid JSON: " + printable(exception.what())};
  }
}

void flatten_into(const Json& json, std::vector<std::string>& path, FlatKeys& flat) {
  if (json.is_structured()) {
    flat[path] = json.is_object() ? "{}" : "[]";
    size_t index = 0;
    for (const auto& item : json.items()) {
      path.push_back(json.is_object() ? item.key() : std::to_string(index++));
      flatten_into(item.value(), path, flat);
      path.pop_back();
    }
  } else {
    flat[path] = to_text(json);
  }
}

}  // namespace

Result<std::vector<KeyEntry>> read_json_keys(const std::string& content) {
  ASSIGN_OR_RETURN(Json json, parse_document(content));
  return Scanner(content).run();
}

Result<FlatKeys> flatten_json(const std::string& content) {
  ASSIGN_OR_RETURN(Json json, parse_document(content));
  FlatKeys flat;
  std::vector<std::string> path;
  flatten_into(json, path, flat);
  return flat;
}

}  // namespace suit::mechanic
