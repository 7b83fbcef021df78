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

// Reads single keys, unechoed, while it lives; puts the terminal back at the end, also on SIGTERM and SIGHUP.
class KeyReader {
 public:
  KeyReader();
  ~KeyReader();
  KeyReader(const KeyReader&) = delete;
  // The next key as a character; nullopt at the end of input. Ctrl-C is '\x03'. Escape sequences are swallowed.
  std::optional<char> next();
  // A line typed with echo; nullopt when stopped by Ctrl-C or Ctrl-D.
  std::optional<std::string> line(const std::string& prompt);
  // The terminal as it was, for another program, and back.
  void suspend();
  void resume();
};

// One line on standard error that is written over again; nothing where that is no terminal.
class ProgressLine {
 public:
  void show(const std::string& text);
  void clear();
  ~ProgressLine() { clear(); }

 private:
  bool shown_ = false;
};

// Opens `text` in $VISUAL, $EDITOR or vi and returns what was saved. Errors: kNotFound (no editor), kCancelled (it
// failed), kIo.
Result<std::string> edit_text(const std::string& text, const std::string& name);

}  // namespace suit
