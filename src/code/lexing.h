// The lexer's state for one text; only for lexer*.cc. Each member that reads something at i emits it and
// returns its end, or returns i if there is none.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "code/lexer.h"
#include "code/markup.h"

namespace suit::code {

inline constexpr int kDepthMax = 32;  // of code in strings in code …

inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

class Lexer {
 public:
  Lexer(const Language& language, RegionWriter& writer);
  void run(size_t at);

 private:
  bool has(Special special) const { return language_.special & special; }
  bool starts(size_t i, std::string_view what) const { return writer_.starts(i, what); }
  size_t find_end(std::string_view what, size_t from) const { return writer_.find_end(what, from); }
  void emit(size_t end, Part part) { writer_.emit(end, part); }
  // Emits everything pending before `begin` as code, and [begin, end) as `part`.
  size_t emit_part(size_t begin, size_t end, Part part) {
    emit(begin, Part::kCode);
    emit(end, part);
    word_start_ = word_end_ = end;
    before_ = '"';  // for the regex heuristic: a value ends here
    return end;
  }

  // lexer.cc
  size_t end_of_line(size_t i);
  // Code up to `limit`, or up to the closing bracket `closer`; ':' means a format field, which ends at } or :
  // or !r. Returns where it stopped.
  size_t code(size_t i, size_t limit, char closer, int depth);
  bool ends_field(size_t i) const;
  size_t word(size_t i, size_t limit);
  // The name directly before position i, as in R"…".
  std::string_view prefix(size_t i) const;
  // Emits anything other than plain code that begins at i and returns its end; else i.
  size_t special(size_t i, size_t limit, int depth);
  size_t emit_comment(size_t i);
  bool comment_may_start(size_t i) const;
  size_t block_end(const BlockComment& block, size_t i) const;
  // Can a value begin here, so that / opens a regex instead of dividing?
  bool value_expected(size_t i) const;
  size_t regex_end(size_t i);

  // lexer_strings.cc
  // Features of only some languages.
  size_t odd_things(size_t i);
  // #include <…>: the path between.
  size_t include(size_t i);
  size_t raw_cpp(size_t i);
  // #"…"# with any number of #, or none if a prefix disables escapes.
  size_t hashed(size_t i, size_t begin);
  size_t character(size_t i);
  size_t long_bracket(size_t i);
  uint8_t code_in(const Quote& quote, size_t i) const;
  size_t string(const Quote& quote, size_t begin, size_t limit, int depth);
  // Code inside a string at i: emits the string so far and the code; else returns i.
  size_t interpolated(uint8_t kinds, size_t i, size_t limit, int depth);
  // <<EOF: the text begins on the next line.
  size_t note_heredoc(size_t i);
  size_t heredoc(size_t i);

  // A format field at i: code in braces and the format after it: {a:>{b}}, {a!r}, {:a$}.
  size_t format_field(size_t i, size_t limit, int depth);
  // Rust: tracks brackets, and which belong to a formatting macro.
  void rust_bracket(size_t i);
  bool at_rust_format(size_t begin);

  // lexer_jsx.cc; the helpers of jsx() return npos if it is not JSX
  size_t jsx(size_t i, size_t limit, int depth);
  size_t jsx_element(size_t i, size_t limit, int depth);
  size_t jsx_braces(size_t i, size_t limit, int depth);
  size_t jsx_name(size_t i, size_t limit);
  size_t jsx_tag(size_t i, size_t limit, int depth, bool& closed);
  size_t jsx_attribute(size_t i, size_t limit, int depth, bool own);

  struct Bracket {
    int format_at = -1;  // index of the first argument that may be the format; -1: none
    int arguments = 0;
  };
  struct Heredoc {
    std::string end;
    bool indented = false;
    bool plain = false;  // quoted: contains no code
  };

  const Language& language_;
  std::string_view text_;
  RegionWriter& writer_;
  std::array<bool, 256> interesting_{};
  char before_ = '\n';  // the last non-blank byte of code; 'a' for a name, '"' for a string
  size_t word_start_ = 0, word_end_ = 0;
  size_t line_begin_ = 1, line_end_ = 0;
  std::vector<Heredoc> pending_;
  int heredoc_failures_ = 0;
  int regex_failures_ = 0;
  size_t php_end_ = 0;
  int jsx_failures_ = 0;
  bool jsx_own_ = false;           // the last element is HTML's own
  std::vector<Bracket> brackets_;  // Rust's open ones
  std::string_view macro_;         // the name before the last !
};

}  // namespace suit::code
