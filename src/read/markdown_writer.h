// Writes Markdown from text that comes in pieces: words with what is round them (emphasis, links), lines with
// what they begin with (quotes, lists), and no more blank lines than are needed. Knows nothing of HTML.
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

  // Running text, with blanks wherever the source has them; what would be Markdown by accident is escaped.
  void text(std::string_view utf8);
  // A piece that is Markdown already, on one line.
  void piece(std::string_view markdown);
  void space() { space_ |= in_line_; }
  void line_break() { breaks_ += in_line_; }

  // Emphasis, links: written round the words to come, where any come, and never round a blank at their ends.
  void push(MarkdownMark mark);
  void pop();

  // Ends the block, if one has begun; the next one is `lines` lines further: 1 on the next line, 2 after a
  // blank one.
  void end_block(int lines);
  // The next block begins with this, after what its lines begin with: "## ". Forgotten at the end of the
  // block.
  void opener(std::string_view text) { opener_ = text; }
  // Lines that are Markdown already, as they stand; for code.
  void lines(std::string_view text);

  // The blocks until leave(): the first line has `marker` before it, the others as many blanks.
  void enter_item(std::string_view marker);
  // Each line has "> " before it.
  void enter_quote();
  void leave();

  // Blank lines between blocks are left out until this is called again: in items of one paragraph. What was
  // so before.
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
  std::string prefix_, first_;  // of each line; of the next one, where has_first_
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
  bool changed_ = false;  // wanted_ is not open_
  std::vector<Level> levels_;
};

// Without what no reader sees: soft hyphens, zero-width blanks, marks of direction, tag characters. They
// would only carry words past a person to a model.
void append_visible(std::string& out, std::string_view utf8);

}  // namespace suit
