// The terminal: colours, single keys, a line of progress. Nothing here knows what is shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

enum class Color { kPlain, kBold, kDim, kRed, kGreen, kYellow, kBlue, kCyan, kRedStrong, kGreenStrong };

// Colours only where standard output is a terminal, NO_COLOR is not set and TERM is not dumb.
bool use_color();
std::string paint(Color color, std::string_view text);  // plain text where colours are off

bool is_interactive();  // standard input and output are terminals

// Of standard output; 24 by 80 where it does not say.
struct ScreenSize {
  size_t rows = 24;
  size_t columns = 80;
};
ScreenSize screen_size();

// How many rows `text`, which may be painted, takes on a screen of so many columns. Never fewer than it
// really takes: what is not ASCII counts as two columns wide.
size_t rows_of(std::string_view text, size_t columns);
// The part of a painted text that begins at `at` and fits into so many rows: whole lines where one fits.
// Moves `at` to where the next one begins.
std::string next_page(std::string_view text, size_t& at, size_t rows, size_t columns);

// Reads single keys, unechoed, while it lives; puts the terminal back at the end, also on SIGTERM, SIGHUP and
// Ctrl-Z.
class KeyReader {
 public:
  static constexpr char kCtrlC = '\x03', kCtrlD = '\x04';
  // After Ctrl-Z and `fg`: the screen has to be shown again. What was typed meanwhile is gone.
  static constexpr char kContinued = '\x1a';

  KeyReader();
  ~KeyReader();
  KeyReader(const KeyReader&) = delete;
  // Throws away what was typed or pasted until now: it can't be meant for a question that was not there to
  // see.
  void discard();
  // The next key as a character; nullopt at the end of input. Escape sequences and pasted text are swallowed.
  std::optional<char> next();
  // A line typed, or pasted, with echo; nullopt when stopped by Ctrl-C or Ctrl-D.
  std::optional<std::string> line(const std::string& prompt);
  // The terminal as it was, for another program, and back.
  void suspend();
  void resume();

 private:
  void stop();
  void swallow_sequence();
  void swallow_paste();
};

// One line on standard error that is written over again; nothing where that is no terminal.
class ProgressLine {
 public:
  void show(const std::string& text);
  void clear();
  ~ProgressLine() { clear(); }
  // Whichever is on the screen: called before anything else is printed.
  static void clear_shown();

 private:
  bool shown_ = false;
};

// Opens `text` in $VISUAL, $EDITOR or vi and returns what was saved. Errors: kNotFound (no editor),
// kCancelled (it failed), kIo.
Result<std::string> edit_text(const std::string& text, const std::string& name);

}  // namespace suit
