#include <algorithm>
#include <string>

#include "code/bodies_scan.h"

namespace suit {
namespace {

// Python: a body is everything indented further than its "def".
class IndentedScan {
 public:
  explicit IndentedScan(std::string_view source) : source_(source) {}

  BodyRanges find() {
    size_t indent = kNowhere;  // of the enclosing function
    size_t begin = 0;          // of its first statement; 0: still in its header
    while (at_ < source_.size()) {
      size_t column = skip_to_statement();
      if (at_ >= source_.size()) break;
      size_t start = at_;
      bool is_function =
          source_.substr(at_).starts_with("def ") || source_.substr(at_).starts_with("async def ");
      if (indent != kNowhere && column <= indent) {
        if (begin != 0) cuts_.emplace_back(begin, end_);
        indent = kNowhere;
        begin = 0;
      }
      if (indent != kNowhere && begin == 0) begin = start;
      char last = skip_statement();
      end_ = at_;
      if (indent == kNowhere && is_function && last == ':') indent = column;
    }
    if (indent != kNowhere && begin != 0) cuts_.emplace_back(begin, end_);
    return {std::move(cuts_), {}};
  }

 private:
  // Skips blank lines and comments; returns the column as the grammar counts it, with tabs of 8.
  size_t skip_to_statement() {
    size_t column = 0;
    for (; at_ < source_.size(); ++at_) {
      char c = source_[at_];
      if (c == ' ')
        ++column;
      else if (c == '\t')
        column += 8;
      else if (c == '\n' || c == '\r' || c == '\f')
        column = 0;
      else if (c == '#')
        at_ = std::min(source_.find('\n', at_), source_.size()), column = 0;
      else
        break;
    }
    return column;
  }

  // Skips to the end of the line, or of the line where its brackets and strings end. Returns the last byte
  // that is neither blank nor comment.
  char skip_statement() {
    int nested = 0;
    char last = '\0';
    for (; at_ < source_.size(); ++at_) {
      char c = source_[at_];
      if (c == '\n' && (nested == 0 || defines_next())) break;
      if (c == '#') {
        at_ = std::min(source_.find('\n', at_), source_.size()) - 1;
        continue;
      }
      if (c == '\\') at_ = escape_end(source_, at_);
      if (c == '"' || c == '\'') skip_string(c);
      if (c == '(' || c == '[' || c == '{') ++nested;
      if (c == ')' || c == ']' || c == '}') nested = std::max(0, nested - 1);
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') last = c;
    }
    at_ = std::min(at_, source_.size());
    return last;
  }

  // Does the next line define something? Then an open bracket was misread.
  bool defines_next() const {
    std::string_view rest = source_.substr(at_ + 1);
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t")));
    return rest.starts_with("def ") || rest.starts_with("class ") || rest.starts_with("async def ");
  }

  // Moves `at_` to the string's last quote.
  void skip_string(char quote) {
    std::string end(3, quote);
    bool is_long = source_.substr(at_, 3) == end;
    if (is_long) at_ += 2;
    if (!is_long) end.resize(1);
    for (++at_; at_ < source_.size() && source_.substr(at_, end.size()) != end; ++at_) {
      if (source_[at_] == '\\')
        at_ = escape_end(source_, at_);
      else if (!is_long && source_[at_] == '\n')
        return void(--at_);
    }
    at_ += end.size() - 1;
  }

  static constexpr size_t kNowhere = static_cast<size_t>(-1);
  std::string_view source_;
  size_t at_ = 0, end_ = 0;  // of the last statement
  std::vector<std::pair<size_t, size_t>> cuts_;
};

}  // namespace

BodyRanges bodies_by_indent(std::string_view source) {
  return IndentedScan(source).find();
}

}  // namespace suit
