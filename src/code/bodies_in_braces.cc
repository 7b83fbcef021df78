#include <algorithm>
#include <array>
#include <span>

#include "code/bodies_scan.h"

namespace suit {
namespace {

constexpr auto kOfWord = [] {
  std::array<bool, 256> of_word{};
  for (int c = 0; c < 256; ++c)
    of_word[static_cast<size_t>(c)] =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
  return of_word;
}();
bool is_of_word(char c) {
  return kOfWord[static_cast<unsigned char>(c)];
}

// C: the part read so far of a statement that may be a function's header: "static int __init f(int a)
// __must_check".
struct Header {
  size_t begin = 0, indent = 0;  // indent: of the line where it begins
  size_t words = 0;              // before the parenthesis
  size_t significant = 0;        // types (all primitive ones count as one), names, and similar words
  bool has_primitive = false;
  char before_name = '\0';              // the last non-blank byte before it
  size_t name_begin = 0, name_end = 0;  // of the last word
  size_t open = 0, close = 0;           // the parentheses after it
  bool is_begun = false;
  bool is_plain = true;   // only words, stars, a parenthesis, and compiler attributes
  bool is_simple = true;  // only words, stars and brackets
};

struct CodeSoFar {
  int nested = 0;  // in parentheses and brackets
  bool has_function = false, is_container = false, is_type = false;
  Header header;
};

struct Brace {
  size_t begin;
  bool opens_body;
  size_t indent;      // of its line
  bool in_body;       // it or an outer brace is a body
  size_t conditions;  // preprocessor conditions around it
  CodeSoFar around;   // state outside of it
};

class BodyScan {
 public:
  BodyScan(Grammar grammar, std::string_view source) : grammar_(grammar), source_(source) {}

  BodyRanges find() {
    while (at_ < source_.size()) step();
    return {std::move(cuts_), std::move(replaced_)};
  }

 private:
  bool is_c() const { return grammar_ == Grammar::kC || grammar_ == Grammar::kCpp; }
  char next(size_t ahead = 1) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

  void step() {
    char c = source_[at_];
    if (c == '\n') is_line_begun_ = false, line_ = at_ + 1;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      do ++at_;
      while (at_ < source_.size() && (source_[at_] == ' ' || source_[at_] == '\t'));
      return;
    }
    if (c == '/' && next() == '/') return skip_past("\n", 2, 0);
    if (c == '/' && next() == '*') return skip_comment();
    bool begins_line = !std::exchange(is_line_begun_, true);
    if (c == '#' && begins_line && is_c()) return skip_directive();
    if (is_of_word(c)) return read_word();
    if (is_c()) add_to_header(c);
    if (c == '"') return skip_string();
    if (c == '`' && grammar_ == Grammar::kGo) return skip_past("`", 1, 1), set_last('"');
    if (c == '\'') return skip_character();
    if (c == '{') open();
    if (c == '}') close(begins_line);
    if (c == '(' || c == '[') ++now_.nested;
    if (c == ')' || c == ']') now_.nested = std::max(0, now_.nested - 1);
    if (c == ';' && now_.nested == 0) {
      if (is_c()) shorten_header();
      now_ = {};
    }
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
      case Grammar::kGo:
        opens = word_ != "struct" && word_ != "interface";
        break;
      case Grammar::kRust:
        opens = now_.has_function;
        break;
      default:  // "namespace A __attribute__((x)) {" and "record A(int b) {" look like functions
        opens =
            (is_c() && now_.is_type && now_.nested == 0) ||
            (!now_.is_container && (last_ == ')' || last_ == '=' || word_ == "const" || word_ == "override" ||
                                    word_ == "noexcept" || (now_.header.close > 0 && now_.header.is_plain)));
    }
    size_t outer_indent = is_c() ? now_.header.indent : indent();
    if (is_c() && opens && now_.nested == 0) shorten_header();
    open_.push_back({at_ + 1, opens, outer_indent, opens || is_in_body(), branches_.size(), now_});
    now_ = {};
  }

  // Without directives, the text between matching braces is present or absent as a whole. With directives,
  // every condition that begins between them must also end there, and the indentation must show the match. A
  // brace further left than the other's line is not its match: something before was misread, or both branches
  // of a condition have one.
  void close(bool begins_line) {
    now_ = {};
    while (is_c() && begins_line && !open_.empty() && indent() < open_.back().indent) open_.pop_back();
    if (open_.empty()) return;
    Brace brace = open_.back();
    open_.pop_back();
    if (brace.around.nested > 0) now_ = brace.around;  // an initializer list among arguments
    bool matches = !begins_line || indent() >= brace.indent;
    if (directive_ > brace.begin) matches = begins_line && indent() == brace.indent && is_whole(brace);
    if (!brace.opens_body || !matches) return;
    while (!cuts_.empty() && cuts_.back().first > brace.begin) cuts_.pop_back();
    cuts_.emplace_back(brace.begin, at_);
  }

  // Is the preprocessor condition and its branch the same as at the opening brace?
  bool is_whole(const Brace& brace) const {
    return branches_.size() == brace.conditions &&
           (branches_.empty() ? left_ : branches_.back()) <= brace.begin;
  }

  bool is_in_body() const { return !open_.empty() && open_.back().in_body; }

  void begin_header(size_t at) {
    if (std::exchange(now_.header.is_begun, true)) return;
    now_.header.begin = at;
    now_.header.indent = indent();
  }

  // `c`: not part of a word.
  void add_to_header(char c) {
    begin_header(at_);
    if (is_in_body()) return;
    if (now_.nested == 0 && (c == '*' || c == ';' || c == '=')) cut_annotation(c);
    if (c == ')' && now_.nested == 1 && now_.header.close == 0) {
      now_.header.close = at_;
    } else if (now_.nested > 0 || c == '{' || c == ';' || c == ')') {
      return;
    } else if (c == '(' && last_ == 'a' && now_.header.close == 0) {
      now_.header.open = at_;
    } else if (!(c == '(' && last_ == 'a') && !((c == '*' || c == '&') && now_.header.open == 0)) {
      now_.header.is_plain = false;
      now_.header.is_simple = now_.header.is_simple && (c == '[' || c == ']' || c == '=');
    }
  }

  // `word_`, from `begin` to `at_`; `before`: the last byte before it.
  void add_word_to_header(size_t begin, char before) {
    static constexpr std::string_view kOthers[] = {"typedef", "using", "friend", "template", "operator",
                                                   "return",  "else",  "asm",    "namespace"};
    static constexpr std::string_view kQualifiers[] = {"static", "extern", "const", "volatile", "inline",
                                                       "struct", "union",  "enum",  "register"};
    begin_header(begin);
    if (now_.nested > 0 || is_in_body()) return;
    if (before == 'a') cut_annotation('a');
    if (now_.header.close > 0) {
      now_.header.is_plain =
          now_.header.is_plain && (word_.starts_with("__") || word_ == "const" || word_ == "override" ||
                                   word_ == "noexcept" || word_ == "final");
      return;
    }
    bool is_type = is_primitive(word_);
    ++now_.header.words;
    now_.header.significant += is_type ? !now_.header.has_primitive : !is_one_of(word_, kQualifiers);
    now_.header.has_primitive |= is_type;
    now_.header.name_begin = begin;
    now_.header.name_end = at_;
    now_.header.before_name = before;
    if (is_one_of(word_, kOthers)) now_.header.is_plain = now_.header.is_simple = false;
  }

  static bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  }
  static bool is_primitive(std::string_view word) {
    static constexpr std::string_view kTypes[] = {"int",      "long",   "char",  "short",  "void", "bool",
                                                  "unsigned", "signed", "float", "double", "auto"};
    return is_one_of(word, kTypes);
  }

  // Between a type and a name, or after a name, two underscores begin a compiler attribute that no grammar
  // knows: "int x __read_mostly;". `follows`: the byte after the last word.
  void cut_annotation(char follows) {
    std::string_view word =
        source_.substr(now_.header.name_begin, now_.header.name_end - now_.header.name_begin);
    if (!now_.header.is_simple || now_.header.open > 0 || !word.starts_with("__") ||
        directive_ > now_.header.begin)
      return;
    bool is_between = (follows == 'a' || follows == '*') && now_.header.significant > 1;
    bool is_behind = (follows == ';' || follows == '=') && last_ == 'a' &&
                     (now_.header.significant > 2 || now_.header.before_name == ']');
    if ((!is_between && !is_behind) || word == "__attribute__" ||
        (!cuts_.empty() && cuts_.back().second > now_.header.name_begin))
      return;
    cuts_.emplace_back(now_.header.name_begin, now_.header.name_end);
    --now_.header.significant;
  }

  // Shrinks a function's header, which ends here, to what a parser needs: a letter for its type, its name,
  // "()". Its begin and end stay known, and no macro confuses the parser.
  void shorten_header() {
    static constexpr std::string_view kNoNames[] = {"decltype",   "typeof",    "alignas", "__attribute__",
                                                    "__declspec", "__aligned", "__printf"};
    Header header = std::exchange(now_.header, {});
    std::string_view name = source_.substr(header.name_begin, header.name_end - header.name_begin);
    if (!header.is_plain || header.close == 0 || directive_ > header.begin || is_primitive(name) ||
        is_one_of(name, kNoNames))
      return;
    size_t begin = header.begin + 1, name_begin = header.name_begin, open = header.open + 1,
           close = header.close;
    if (header.words == 1) {
      if (!find_name_in_macro(header, name_begin, open)) return;
      close = open + 1;
    } else if (name_begin <= begin || source_[open] == '*') {
      return;
    } else if (source_[at_] == ';' && is_macro(name) &&
               std::all_of(source_.begin() + static_cast<std::ptrdiff_t>(open),
                           source_.begin() + static_cast<std::ptrdiff_t>(close), is_of_word)) {
      return;  // it contains the name that it defines
    }
    while (!cuts_.empty() && cuts_.back().first > header.begin) cuts_.pop_back();
    auto cut = [&](size_t from, size_t to) {
      if (from < to) cuts_.emplace_back(from, to);
    };
    cut(begin, name_begin - 1);
    if (header.words > 1 &&
        std::string_view(" \t\r\n*&").find(source_[name_begin - 1]) == std::string_view::npos)
      replaced_.emplace_back(name_begin - 1, ' ');  // a comment's end
    if (header.words > 1) cut(open, close);
    cut(close + (header.words > 1), at_);
  }

  static bool is_macro(std::string_view name) {
    return std::none_of(name.begin(), name.end(), [](char c) { return 'a' <= c && c <= 'z'; });
  }

  // "SYSCALL_DEFINE3(mlock2, unsigned long, start) {": a macro creates a function's header. Becomes "S
  // mlock2() {".
  bool find_name_in_macro(const Header& header, size_t& name_begin, size_t& open) {
    std::string_view macro = source_.substr(header.name_begin, header.name_end - header.name_begin);
    if (grammar_ != Grammar::kC || source_[at_] != '{' || !is_macro(macro)) return false;
    size_t end = name_begin = header.open + 1;
    while (is_of_word(source_[end])) ++end;
    if (end == name_begin || (source_[end] != ',' && source_[end] != ')') || end + 2 > at_) return false;
    replaced_.insert(replaced_.end(), {{header.open, ' '}, {end, '('}, {end + 1, ')'}});
    open = end + 1;
    return true;
  }

  // The blanks at the beginning of this line.
  size_t indent() const {
    constexpr size_t kMost = 200;
    size_t count = 0;
    while (count < kMost && line_ + count < at_ &&
           (source_[line_ + count] == ' ' || source_[line_ + count] == '\t'))
      ++count;
    return count;
  }

  void read_word() {
    size_t begin = at_;
    while (at_ < source_.size() && is_of_word(source_[at_])) ++at_;
    word_ = source_.substr(begin, at_ - begin);
    char last_before = std::exchange(last_, 'a');
    char follows = at_ < source_.size() ? source_[at_] : '\0';
    if (is_c() && is_in_body() && follows != '"' && follows != '\'')
      return begin_header(begin);  // it may contain nothing else
    if (grammar_ == Grammar::kRust) {
      for (std::string_view container : {"impl", "trait", "mod", "struct", "enum", "union"})
        now_.is_container |= word_ == container;
      now_.has_function |= word_ == "fn" && !now_.is_container;
      if ((follows == '"' || follows == '#') && (word_ == "r" || word_ == "br" || word_ == "cr"))
        skip_raw_string('"');
      return;
    }
    if (word_ == "namespace" || word_ == "record") now_.is_container = true;
    if (is_c()) {
      now_.is_type |= now_.nested == 0 && last_before != '=' &&
                      (word_ == "struct" || word_ == "union" || word_ == "enum");
      add_word_to_header(begin, last_before);
    }
    bool is_raw = word_ == "R" || word_ == "LR" || word_ == "uR" || word_ == "UR" || word_ == "u8R";
    if (follows == '"' && is_raw && is_c()) return skip_raw_string('(');
    if (source_[begin] >= '0' && source_[begin] <= '9' && is_c())  // digit separators
      while (at_ + 1 < source_.size() && source_[at_] == '\'' && is_of_word(source_[at_ + 1]))
        for (++at_; at_ < source_.size() && is_of_word(source_[at_]);) ++at_;
  }

  // C++: R"mark( … )mark"; Rust: r##" … "##. `at_` is after the prefix. Other text stays as it is.
  void skip_raw_string(char opening) {
    constexpr size_t kMarkBytesMax = 16;
    bool is_cpp = opening == '(';
    size_t mark = at_ + (is_cpp ? 1 : 0);
    std::string_view before = source_.substr(std::min(mark, source_.size()), kMarkBytesMax + 1);
    size_t length = before.find(opening);
    if (length == before.npos ||
        before.substr(0, length).find_first_of(is_cpp ? " \t\n\\\")" : " \t\n") != before.npos)
      return;
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
      if (source_.substr(at_, 2) == "/*")
        ++depth, at_ += 2;
      else if (source_.substr(at_, 2) == "*/")
        --depth, at_ += 2;
      else
        ++at_;
    } while (depth > 0 && at_ < source_.size());
  }

  // Skips to the end of `end`, searched from `from` on, and past `kept` of its bytes.
  void skip_past(std::string_view end, size_t from, size_t kept) {
    size_t found = source_.find(end, std::min(source_.size(), at_ + from));
    at_ = found == source_.npos ? source_.size() : found + kept;
  }

  void skip_escape() {
    if (source_[at_] == '\\') at_ = escape_end(source_, at_);
  }

  void skip_string() {
    if (grammar_ == Grammar::kJava && source_.substr(at_, 3) == "\"\"\"")
      return skip_past("\"\"\"", 3, 3), set_last('"');
    bool ends_with_line = grammar_ != Grammar::kRust;
    for (++at_; at_ < source_.size() && source_[at_] != '"' && !(ends_with_line && source_[at_] == '\n');
         ++at_)
      skip_escape();
    at_ = std::min(source_.size(), at_ + (at_ < source_.size() && source_[at_] == '"'));
    set_last('"');
  }

  // 'x', '\n', '{'; also Rust's lifetime 'a, which has no closing quote.
  void skip_character() {
    size_t end = at_ + 1;
    while (end < source_.size() && end - at_ < 12 && source_[end] != '\'' && source_[end] != '\n')
      end += source_[end] == '\\' ? 2 : 1;
    bool closes = end < source_.size() && source_[end] == '\'';
    bool is_lifetime = grammar_ == Grammar::kRust && is_of_word(next()) &&
                       static_cast<unsigned char>(next()) < 0x80 && next(2) != '\'';
    at_ = closes && !is_lifetime ? end + 1 : at_ + 1;
    set_last('"');
  }

  // A line with its continuation lines and comments that end on later lines.
  void skip_directive() {
    std::string_view name = source_.substr(at_ + 1, 80);
    name.remove_prefix(std::min(name.size(), name.find_first_not_of(" \t")));
    for (; at_ < source_.size() && source_[at_] != '\n'; ++at_) {
      skip_escape();
      if (source_.substr(std::min(at_, source_.size()), 2) == "/*") {
        skip_past("*/", 2, 2);
        --at_;
      }
    }
    at_ = std::min(at_, source_.size());
    directive_ = at_;
    if (name.starts_with("if")) {
      branches_.push_back(at_);
    } else if (name.starts_with("el") && !branches_.empty()) {
      branches_.back() = at_;
    } else if (name.starts_with("endif") && !branches_.empty()) {
      branches_.pop_back();
    } else if (name.starts_with("e")) {
      left_ = at_;
    }
  }

  Grammar grammar_;
  std::string_view source_;
  size_t at_ = 0, directive_ = 0;  // directive_: the end of the last directive
  std::vector<size_t> branches_;   // for each enclosing condition: where its current branch begins
  size_t left_ = 0;                // position of an unmatched #endif or #else
  bool is_line_begun_ = false;
  char last_ = '\0';            // the last byte that is neither blank nor comment; 'a' for a word
  std::string_view word_ = {};  // the last word, if the last token is one
  size_t line_ = 0;             // begin of the line
  CodeSoFar now_;               // state so far
  std::vector<Brace> open_;
  std::vector<std::pair<size_t, size_t>> cuts_;
  std::vector<std::pair<size_t, char>> replaced_;
};

}  // namespace

BodyRanges bodies_in_braces(Grammar grammar, std::string_view source) {
  return BodyScan(grammar, source).find();
}

}  // namespace suit
