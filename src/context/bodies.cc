#include "context/bodies.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace suit {
namespace {

bool is_of_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

// From a backslash to the last byte of what it escapes, which may be the end of a line.
size_t escape_end(std::string_view source, size_t at) { return at + (source.substr(at + 1, 2) == "\r\n" ? 2 : 1); }

struct CodeSoFar {
  int nested = 0;  // in parentheses and brackets
  bool has_function = false, is_container = false;
};

struct Brace {
  size_t begin;
  bool opens_body;
  size_t indent;     // of its line
  CodeSoFar around;  // what it stands in
};

class BodyScan {
 public:
  BodyScan(Grammar grammar, std::string_view source) : grammar_(grammar), source_(source) {}

  // Where the insides of bodies and comments begin and end: in order, none within another.
  std::vector<std::pair<size_t, size_t>> find() {
    while (at_ < source_.size()) step();
    return std::move(cuts_);
  }

 private:
  bool is_c() const { return grammar_ == Grammar::kC || grammar_ == Grammar::kCpp; }
  char next(size_t ahead = 1) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

  void step() {
    char c = source_[at_];
    if (c == '\n') is_line_begun_ = false, line_ = at_ + 1;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++at_;
      return;
    }
    if (c == '/' && next() == '/') return skip_past("\n", 2, 0);
    if (c == '/' && next() == '*') return skip_comment();
    bool begins_line = !std::exchange(is_line_begun_, true);
    if (c == '#' && begins_line && is_c()) return skip_directive();
    if (is_of_word(c)) return read_word();
    if (c == '"') return skip_string();
    if (c == '`' && grammar_ == Grammar::kGo) return skip_past("`", 1, 1), set_last('"');
    if (c == '\'') return skip_character();
    if (c == '{') open();
    if (c == '}') close(begins_line);
    if (c == '(' || c == '[') ++now_.nested;
    if (c == ')' || c == ']') now_.nested = std::max(0, now_.nested - 1);
    if (c == ';' && now_.nested == 0) now_ = {};
    set_last(c);
    ++at_;
  }

  void set_last(char c) {
    last_ = c;
    word_ = {};
  }

  void open() {
    bool opens = false;
    switch (grammar_) {
      case Grammar::kGo: opens = word_ != "struct" && word_ != "interface"; break;
      case Grammar::kRust: opens = now_.has_function; break;
      default:  // "namespace A __attribute__((x)) {" and "record A(int b) {" look like functions
        opens = !now_.is_container && (last_ == ')' || last_ == '=' || word_ == "const" || word_ == "override" || word_ == "noexcept");
    }
    open_.push_back({at_ + 1, opens, indent(), now_});
    now_ = {};
  }

  // What lies between two braces that match, with no directive between them, is there or not there as a whole. One that stands
  // further left than the line of the other is not its match: something before was misread.
  void close(bool begins_line) {
    now_ = {};
    if (open_.empty()) return;
    Brace brace = open_.back();
    open_.pop_back();
    if (brace.around.nested > 0) now_ = brace.around;  // a list among arguments
    if (!brace.opens_body || directive_ > brace.begin || (begins_line && indent() < brace.indent)) return;
    while (!cuts_.empty() && cuts_.back().first > brace.begin) cuts_.pop_back();
    cuts_.emplace_back(brace.begin, at_);
  }

  // The blanks that this line begins with.
  size_t indent() const {
    constexpr size_t kMost = 200;
    size_t count = 0;
    while (count < kMost && line_ + count < at_ && (source_[line_ + count] == ' ' || source_[line_ + count] == '\t')) ++count;
    return count;
  }

  void read_word() {
    size_t begin = at_;
    while (at_ < source_.size() && is_of_word(source_[at_])) ++at_;
    word_ = source_.substr(begin, at_ - begin);
    last_ = 'a';
    char follows = at_ < source_.size() ? source_[at_] : '\0';
    if (grammar_ == Grammar::kRust) {
      for (std::string_view container : {"impl", "trait", "mod", "struct", "enum", "union"}) now_.is_container |= word_ == container;
      now_.has_function |= word_ == "fn" && !now_.is_container;
      if ((follows == '"' || follows == '#') && (word_ == "r" || word_ == "br" || word_ == "cr")) skip_raw_string('"');
      return;
    }
    if (word_ == "namespace" || word_ == "record") now_.is_container = true;
    bool is_raw = word_ == "R" || word_ == "LR" || word_ == "uR" || word_ == "UR" || word_ == "u8R";
    if (follows == '"' && is_raw && is_c()) return skip_raw_string('(');
    if (source_[begin] >= '0' && source_[begin] <= '9' && is_c())  // separators of digits
      while (at_ + 1 < source_.size() && source_[at_] == '\'' && is_of_word(source_[at_ + 1]))
        for (++at_; at_ < source_.size() && is_of_word(source_[at_]);) ++at_;
  }

  // C++: R"mark( … )mark"; Rust: r##" … "##. `at_` is behind the prefix. What is neither is left as it is.
  void skip_raw_string(char opening) {
    constexpr size_t kMarkBytesMax = 16;
    bool is_cpp = opening == '(';
    size_t mark = at_ + (is_cpp ? 1 : 0);
    std::string_view before = source_.substr(std::min(mark, source_.size()), kMarkBytesMax + 1);
    size_t length = before.find(opening);
    if (length == before.npos || before.substr(0, length).find_first_of(is_cpp ? " \t\n\\\")" : " \t\n") != before.npos) return;
    if (!is_cpp && before.substr(0, length).find_first_not_of('#') != before.npos) return;
    std::string end(is_cpp ? ")" : "\"");
    end += before.substr(0, length);
    if (is_cpp) end += '"';
    skip_past(end, mark + length + 1 - at_, end.size());
    set_last('"');
  }

  void skip_comment() {
    if (grammar_ != Grammar::kRust) {
      size_t begin = at_ + 2;
      skip_past("*/", 2, 2);
      if (at_ >= begin + 2 && source_.substr(at_ - 2, 2) == "*/") cuts_.emplace_back(begin, at_ - 2);
      return;
    }
    int depth = 0;  // Rust's nest
    do {
      if (source_.substr(at_, 2) == "/*") ++depth, at_ += 2;
      else if (source_.substr(at_, 2) == "*/") --depth, at_ += 2;
      else ++at_;
    } while (depth > 0 && at_ < source_.size());
  }

  // To the end of what stands `end`, looked for from `from` on; `kept` of its bytes are gone past too.
  void skip_past(std::string_view end, size_t from, size_t kept) {
    size_t found = source_.find(end, std::min(source_.size(), at_ + from));
    at_ = found == source_.npos ? source_.size() : found + kept;
  }

  void skip_escape() {
    if (source_[at_] == '\\') at_ = escape_end(source_, at_);
  }

  void skip_string() {
    if (grammar_ == Grammar::kJava && source_.substr(at_, 3) == "\"\"\"") return skip_past("\"\"\"", 3, 3), set_last('"');
    bool ends_with_line = grammar_ != Grammar::kRust;
    for (++at_; at_ < source_.size() && source_[at_] != '"' && !(ends_with_line && source_[at_] == '\n'); ++at_) skip_escape();
    at_ = std::min(source_.size(), at_ + (at_ < source_.size() && source_[at_] == '"'));
    set_last('"');
  }

  // 'x', '\n', '{'; in Rust also the lifetime 'a, which nothing closes.
  void skip_character() {
    size_t end = at_ + 1;
    while (end < source_.size() && end - at_ < 12 && source_[end] != '\'' && source_[end] != '\n') end += source_[end] == '\\' ? 2 : 1;
    bool closes = end < source_.size() && source_[end] == '\'';
    bool is_lifetime = grammar_ == Grammar::kRust && is_of_word(next()) && static_cast<unsigned char>(next()) < 0x80 && next(2) != '\'';
    at_ = closes && !is_lifetime ? end + 1 : at_ + 1;
    set_last('"');
  }

  // A line, with those that it continues on and comments that end on another.
  void skip_directive() {
    for (; at_ < source_.size() && source_[at_] != '\n'; ++at_) {
      skip_escape();
      if (source_.substr(std::min(at_, source_.size()), 2) == "/*") {
        skip_past("*/", 2, 2);
        --at_;
      }
    }
    at_ = std::min(at_, source_.size());
    directive_ = at_;
  }

  Grammar grammar_;
  std::string_view source_;
  size_t at_ = 0, directive_ = 0;  // of the last directive: where it ends
  bool is_line_begun_ = false;
  char last_ = '\0';              // of what is no blank and no comment, the last; 'a' for a word
  std::string_view word_ = {};    // the last, where it is one
  size_t line_ = 0;               // where the line begins
  CodeSoFar now_;                 // so far
  std::vector<Brace> open_;
  std::vector<std::pair<size_t, size_t>> cuts_;
};

// Of Python, where a body is what is indented further than its "def".
class IndentedScan {
 public:
  explicit IndentedScan(std::string_view source) : source_(source) {}

  // Where the statements of bodies begin and end: in order, none within another.
  std::vector<std::pair<size_t, size_t>> find() {
    size_t indent = kNowhere;  // of the function that this is within
    size_t begin = 0;          // of its first statement; 0: still its header
    while (at_ < source_.size()) {
      size_t column = skip_to_statement();
      if (at_ >= source_.size()) break;
      size_t start = at_;
      bool is_function = source_.substr(at_).starts_with("def ") || source_.substr(at_).starts_with("async def ");
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
    return std::move(cuts_);
  }

 private:
  // Past blank lines and comments; the column as the grammar counts it, where a tab is 8.
  size_t skip_to_statement() {
    size_t column = 0;
    for (; at_ < source_.size(); ++at_) {
      char c = source_[at_];
      if (c == ' ') ++column;
      else if (c == '\t') column += 8;
      else if (c == '\n' || c == '\r' || c == '\f') column = 0;
      else if (c == '#') at_ = std::min(source_.find('\n', at_), source_.size()), column = 0;
      else break;
    }
    return column;
  }

  // To the end of its line, or of that on which its brackets and strings end. The last byte that is no blank and no comment.
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

  // Does the next line define something? No bracket reaches so far, whatever it looked like.
  bool defines_next() const {
    std::string_view rest = source_.substr(at_ + 1);
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t")));
    return rest.starts_with("def ") || rest.starts_with("class ") || rest.starts_with("async def ");
  }

  // `at_` comes to stand on its last quote.
  void skip_string(char quote) {
    std::string end(3, quote);
    bool is_long = source_.substr(at_, 3) == end;
    if (is_long) at_ += 2;
    if (!is_long) end.resize(1);
    for (++at_; at_ < source_.size() && source_.substr(at_, end.size()) != end; ++at_) {
      if (source_[at_] == '\\') at_ = escape_end(source_, at_);
      else if (!is_long && source_[at_] == '\n') return void(--at_);
    }
    at_ += end.size() - 1;
  }

  static constexpr size_t kNowhere = static_cast<size_t>(-1);
  std::string_view source_;
  size_t at_ = 0, end_ = 0;  // of the last statement
  std::vector<std::pair<size_t, size_t>> cuts_;
};

// A range is from its beginning to before its end.
Shortened cut_out(std::string_view source, const std::vector<std::pair<size_t, size_t>>& ranges) {
  Shortened shortened;
  shortened.text.reserve(source.size());
  size_t at = 0;
  for (auto [begin, end] : ranges) {
    shortened.text += source.substr(at, begin - at);
    at = end;
    shortened.cuts.push_back({shortened.text.size(), at - shortened.text.size()});
  }
  shortened.text += source.substr(at);
  return shortened;
}

}  // namespace

size_t Shortened::in_source(size_t at) const {
  auto after = std::upper_bound(cuts.begin(), cuts.end(), at, [](size_t position, const Cut& cut) { return position < cut.at; });
  return after == cuts.begin() ? at : at + std::prev(after)->removed;
}

Shortened without_bodies(Grammar grammar, std::string_view source) {
  switch (grammar) {
    case Grammar::kC:
    case Grammar::kCpp:
    case Grammar::kGo:
    case Grammar::kRust:
    case Grammar::kJava: return cut_out(source, BodyScan(grammar, source).find());
    case Grammar::kPython: {
      auto bodies = IndentedScan(source).find();
      for (auto& body : bodies) ++body.first;  // a body has a statement
      Shortened shortened = cut_out(source, bodies);
      for (const Shortened::Cut& cut : shortened.cuts) shortened.text[cut.at - 1] = '0';
      return shortened;
    }
    case Grammar::kJavaScript:
    case Grammar::kTypeScript:
    case Grammar::kTsx: return {std::string(source)};
  }
  CHECK(false);
  return {};
}

}  // namespace suit
