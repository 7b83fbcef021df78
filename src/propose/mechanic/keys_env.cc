// .env files, as read by sh (set -a; . ./.env) and the dotenv of Node and Python. They differ: dotenv lacks
// \" and $, sh has both, and Python's expands ${X} in any quotes. A value is written only in a form that all
// of them read alike.
#include "base/text.h"
#include "propose/mechanic/keys.h"

namespace suit::mechanic {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Reads one file from its start to its end.
class EnvReader {
 public:
  explicit EnvReader(const std::string& text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  Result<std::vector<KeyEntry>> run() {
    while (at_ < text_.size()) {
      assignment();
      at_ = std::min(text_.find('\n', at_), text_.size());
      at_ = std::min(at_ + 1, text_.size());
      if (entries_.size() > kKeysMax) return Error{ErrorCode::kLimit, "the file has too many keys"};
    }
    return std::move(entries_);
  }

 private:
  void blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  size_t line_end(size_t from) const {
    size_t end = std::min(text_.find('\n', from), text_.size());
    return end > from && text_[end - 1] == '\r' ? end - 1 : end;
  }

  std::string name() {
    size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_' ||
                                  text_[at_] == '.' || text_[at_] == '-'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  void assignment() {
    blanks();
    std::string key = name();
    if (key == "export" && at_ < text_.size() && is_blank(text_[at_])) {
      blanks();
      key = name();
    }
    size_t key_end = at_;
    blanks();
    if (key.empty() || at_ >= text_.size() || text_[at_] != '=') return;
    bool apart = at_ > key_end;  // "A = b" is not valid in sh: its blanks may stay
    size_t equals = ++at_;
    blanks();
    KeyEntry entry{{std::move(key)}, ValueType::kText};
    value(entry);
    // sh reads "A= b" as an empty value and a command.
    bool empty = entry.begin == entry.end;
    if (!apart) entry.begin = equals;
    if (empty) entry.end = entry.begin;
    entries_.push_back(std::move(entry));
  }

  void value(KeyEntry& entry) {
    entry.begin = entry.end = at_;
    char quote = at_ < text_.size() ? text_[at_] : '\n';
    if (quote == '"' || quote == '\'' || quote == '`') return quoted(entry, quote);
    size_t end = line_end(at_);
    for (size_t i = at_; i < end; ++i)
      if (text_[i] == '#' && i > 0 && is_blank(text_[i - 1])) end = i;
    while (end > at_ && is_blank(text_[end - 1])) --end;
    entry.end = at_ = end;
    entry.value = text_.substr(entry.begin, entry.end - entry.begin);
    if (entry.value.ends_with('\\'))
      entry.refusal = "it ends in a backslash, after which sh reads on in the next line";
  }

  void quoted(KeyEntry& entry, char quote) {
    size_t close = at_ + 1;
    for (; close < text_.size() && text_[close] != quote; ++close) {
      if (quote == '"' && text_[close] == '\\' && close + 1 < text_.size()) ++close;
      entry.value += text_[close];
    }
    if (close >= text_.size()) {
      entry.refusal = "its quote is not closed";
      entry.value.clear();
      return;
    }
    if (text_.substr(at_, close - at_).find('\n') != text_.npos)
      entry.refusal = "its value takes several lines";
    if (quote != '"' && entry.value.ends_with('\\'))
      entry.refusal = "it ends in a backslash before the quote, which sh and dotenv read differently";
    entry.end = at_ = close + 1;
    std::string_view rest = std::string_view(text_).substr(at_, line_end(at_) - at_);
    std::string_view after = trim(rest);
    if (!after.empty() && (after[0] != '#' || !is_blank(rest[0])))
      entry.refusal = "text follows its closing quote";
  }

  const std::string& text_;
  size_t at_ = 0;
  std::vector<KeyEntry> entries_;
};

bool is_bare(std::string_view value) {
  for (char c : value)
    if (!std::isalnum(static_cast<unsigned char>(c)) &&
        std::string_view("_./:@%+,=-").find(c) == std::string_view::npos)
      return false;
  return true;
}

bool fits(char quote, std::string_view value) {
  if (quote == '"') return value.find_first_of("\"$`\\") == value.npos;
  return value.find('\'') == value.npos && value.find("\\\\") == value.npos &&
         value.find("${") == value.npos && !value.ends_with('\\');
}

}  // namespace

Result<std::vector<KeyEntry>> read_env_keys(const std::string& content) {
  return EnvReader(content).run();
}

Result<std::string> write_env_value(std::string_view old_bytes, const std::string& value) {
  auto refuse = [](std::string why) {
    return Error{ErrorCode::kInvalid, std::move(why), "“replace … by … in FILE” writes it as you say"};
  };
  std::string_view old = trim(old_bytes);
  char style = old.size() >= 2 && (old[0] == '"' || old[0] == '\'') ? old[0] : '\0';
  if (value.find_first_of("\n\r") != value.npos)
    return refuse("a value with a line break has no form in a .env file that all of its readers take");
  if (!style && is_bare(value)) return value;
  if (!has_control(value, '\t')) {
    char other = style == '\'' ? '"' : '\'';
    for (char quote : {style ? style : '"', style ? other : '\''})
      if (fits(quote, value)) return quote + value + quote;
  }
  return refuse("sh, Node's dotenv and Python's dotenv read no quoting of this value alike");
}

}  // namespace suit::mechanic
