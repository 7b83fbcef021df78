// Writes Markdown from text that comes in pieces: inline marks (emphasis, links), line prefixes (quotes,
// lists), minimal blank lines. Does not depend on HTML.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace suit {

struct MarkdownMark {
  std::string open, close;
};

class MarkdownWriter {
 public:
  enum class Kind { kPage, kCell };  // a table's cell is one line
  explicit MarkdownWriter(Kind kind = Kind::kPage) : kind_(kind) {}

  // Appends running text, with the source's whitespace; escapes characters that would be Markdown.
  void text(std::string_view utf8);
  // Appends a piece that is already Markdown, on one line.
  void piece(std::string_view markdown);
  void space() { space_ |= in_line_; }
  void line_break() { breaks_ += in_line_; }

  // Emphasis and links: written around the following words, if any, never around leading or trailing
  // whitespace.
  void push(MarkdownMark mark);
  void pop();

  // Ends the current block, if any. The next block starts `lines` lines below: 1 on the next line, 2 after a
  // blank line.
  void end_block(int lines);
  // Sets a prefix for the next block ("## "), written after the line prefix. Reset at the end of the block.
  void opener(std::string_view text) { opener_ = text; }
  // Appends lines that are already Markdown, verbatim; for code.
  void lines(std::string_view text);

  // For all blocks until leave(): puts `marker` before the first line and indents the others by its width.
  void enter_item(std::string_view marker);
  // Puts "> " before each line.
  void enter_quote();
  void leave();

  // Suppresses blank lines between blocks until the next call: for list items of one paragraph. Returns the
  // previous value.
  bool set_tight(bool tight) { return std::exchange(tight_, tight); }

  bool in_line() const { return in_line_; }
  bool in_cell() const { return kind_ == Kind::kCell; }
  // Ends the last block.
  std::string take();

 private:
  struct Level {
    std::string prefix, first;
    bool has_first = false;
  };
  void start_line();
  void begin_word();
  void close_marks(size_t keep);
  size_t special(std::string_view text, size_t i, bool line_start);

  Kind kind_;
  std::string out_;
  std::string prefix_, first_;  // for each line; for the next line if has_first_
  bool has_first_ = false;
  std::string last_prefix_;
  std::string opener_;
  int gap_ = 0;
  bool tight_ = false, in_line_ = false, space_ = false;
  size_t breaks_ = 0;
  struct Wanted {
    MarkdownMark mark;
    uint64_t id;
  };
  std::vector<Wanted> wanted_;
  std::vector<Wanted> open_;
  uint64_t last_id_ = 0;
  bool changed_ = false;  // wanted_ is not open yet
  std::vector<Level> levels_;
};

// Drops invisible characters: soft hyphens, zero-width spaces, direction marks, tag characters. They could
// carry text past a person to a model.
void append_visible(std::string& out, std::string_view utf8);

}  // namespace suit
