// The terminal: colors, single keys, a progress line. Independent of the content.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

enum class Color { kPlain, kBold, kDim, kRed, kGreen, kYellow, kBlue, kCyan, kRedStrong, kGreenStrong };

// True if standard output is a terminal, NO_COLOR is not set and TERM is not dumb.
bool use_color();
std::string paint(Color color, std::string_view text);  // unchanged without color

bool is_interactive();  // standard input and output are terminals

// Size of standard output; 24 by 80 if unknown.
struct ScreenSize {
  size_t rows = 24;
  size_t columns = 80;
};
ScreenSize screen_size();

// Rows that `text`, which may be painted, needs at this width. Never too few: a non-ASCII character counts as
// two columns.
size_t rows_of(std::string_view text, size_t columns);
// The part of a painted text from `at` that fits into `rows`: whole lines if at least one fits. Moves `at` to
// the start of the next part.
std::string next_page(std::string_view text, size_t& at, size_t rows, size_t columns);

// Reads single keys without echo during its lifetime. Restores the terminal at the end, also on SIGTERM,
// SIGHUP and Ctrl-Z.
class KeyReader {
 public:
  static constexpr char kCtrlC = '\x03', kCtrlD = '\x04';
  // After Ctrl-Z and `fg`: redraw the screen. Pending input is lost.
  static constexpr char kContinued = '\x1a';

  KeyReader();
  ~KeyReader();
  KeyReader(const KeyReader&) = delete;
  // Discards input typed or pasted before the question was visible.
  void discard();
  // The next key as a character; nullopt at end of input. Skips escape sequences and pasted text.
  std::optional<char> next();
  // A typed or pasted line, with echo; nullopt on Ctrl-C or Ctrl-D.
  std::optional<std::string> line(const std::string& prompt);
  // Restore the original terminal for another program, and return.
  void suspend();
  void resume();

 private:
  void stop();
  void swallow_sequence();
  void swallow_paste();
};

// A line on standard error that is overwritten; nothing if standard error is not a terminal.
class ProgressLine {
 public:
  void show(const std::string& text);
  void clear();
  ~ProgressLine() { clear(); }
  // Clears the visible one; call it before printing anything else.
  static void clear_shown();

 private:
  bool shown_ = false;
};

// Opens `text` in $VISUAL, $EDITOR or vi and returns the saved text. Errors: kNotFound (no editor),
// kCancelled (the editor failed), kIo.
Result<std::string> edit_text(const std::string& text, const std::string& name);

}  // namespace suit
