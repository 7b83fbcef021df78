#include "cli/terminal.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/files.h"
#include "base/text.h"

namespace suit {
namespace {

termios original;
bool original_known = false;
struct sigaction term_before, hangup_before;

volatile sig_atomic_t stop_wanted = 0, continued = 0;
struct sigaction stop_before, continue_before;

constexpr std::string_view kPasteMarked = "\x1b[?2004h", kPasteUnmarked = "\x1b[?2004l",
                           kPasteEnd = "\x1b[201~";
constexpr int kSequence_ms = 20;  // the bytes of one key arrive together
constexpr int kPasteSilence_ms = 1'000;
constexpr int kTypedSilence_ms = 30;  // silence that ends input typed before a question

bool is_dumb() {
  const char* term = std::getenv("TERM");
  return !term || !*term || std::strcmp(term, "dumb") == 0;
}

void put(std::string_view text) {
  (void)!::write(1, text.data(), text.size());
}

bool marks_pastes = false;

void restore_and_die(int number) {
  ::tcsetattr(0, TCSANOW, &original);
  if (marks_pastes) put(kPasteUnmarked);
  ::signal(number, SIG_DFL);
  ::raise(number);
}

void want_stop(int) {
  stop_wanted = 1;
}
void note_continued(int) {
  continued = 1;
}

bool key_waits(int wait_ms) {
  pollfd input{0, POLLIN, 0};
  return ::poll(&input, 1, wait_ms) > 0;
}

// Width of the first character of `text`, at `column`; `length` gets its size in bytes. Sequences of paint()
// have width 0.
size_t columns_of(std::string_view text, size_t column, size_t& length) {
  length = 1;
  if (text[0] == '\x1b') {
    length = std::min(text.find('m'), text.size() - 1) + 1;
    return 0;
  }
  if (text[0] == '\t') return 8 - column % 8;
  if (static_cast<unsigned char>(text[0]) < 0x80) return 1;
  length = std::max<size_t>(1, utf8_length(text));
  return 2;
}

// End of the row that starts at `at`: after its newline, or where the terminal wraps.
size_t end_of_row(std::string_view text, size_t at, size_t columns) {
  for (size_t column = 0; at < text.size();) {
    if (text[at] == '\n') return at + 1;
    size_t length = 0, width = columns_of(text.substr(at), column, length);
    if (column > 0 && column + width > columns) return at;
    column += width;
    at += length;
  }
  return at;
}

}  // namespace

bool use_color() {
  static const bool use = [] {
    const char* term = std::getenv("TERM");
    return ::isatty(1) && !std::getenv("NO_COLOR") && term && std::strcmp(term, "dumb") != 0;
  }();
  return use;
}

std::string paint(Color color, std::string_view text) {
  if (!use_color() || color == Color::kPlain) return std::string(text);
  const char* code = "";
  switch (color) {
    case Color::kPlain:
      break;
    case Color::kBold:
      code = "1";
      break;
    case Color::kDim:
      code = "2";
      break;
    case Color::kRed:
      code = "31";
      break;
    case Color::kGreen:
      code = "32";
      break;
    case Color::kYellow:
      code = "33";
      break;
    case Color::kBlue:
      code = "34";
      break;
    case Color::kCyan:
      code = "36";
      break;
    case Color::kRedStrong:
      code = "1;7;31";
      break;
    case Color::kGreenStrong:
      code = "1;7;32";
      break;
  }
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

ScreenSize screen_size() {
  winsize size{};
  ScreenSize screen;
  if (::ioctl(1, TIOCGWINSZ, &size) != 0) return screen;
  if (size.ws_row > 0) screen.rows = size.ws_row;
  if (size.ws_col > 0) screen.columns = size.ws_col;
  return screen;
}

size_t rows_of(std::string_view text, size_t columns) {
  size_t rows = 0;
  for (size_t at = 0; at < text.size(); ++rows) at = end_of_row(text, at, columns);
  return rows;
}

std::string next_page(std::string_view text, size_t& at, size_t rows, size_t columns) {
  size_t begin = at, line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  std::string color;  // of a line continued from the previous page
  if (line != begin)
    for (size_t i = line; i < begin; ++i)
      if (text[i] == '\x1b') color = text.substr(i, text.find('m', i) + 1 - i);
  size_t whole = begin;  // the end of the last line that fits
  for (size_t row = 0; row < rows && at < text.size(); ++row) {
    at = end_of_row(text, at, columns);
    if (text[at - 1] == '\n' || at == text.size()) whole = at;
  }
  if (whole > begin) {
    at = whole;
    return color + std::string(text.substr(begin, at - begin));
  }
  return color + std::string(text.substr(begin, at - begin)) + (use_color() ? "\x1b[0m\n" : "\n");
}

bool is_interactive() {
  return ::isatty(0) && ::isatty(1);
}

KeyReader::KeyReader() {
  original_known = ::tcgetattr(0, &original) == 0;
  marks_pastes = original_known && !is_dumb();
  struct sigaction action {};
  action.sa_handler = restore_and_die;
  ::sigaction(SIGTERM, &action, &term_before);
  ::sigaction(SIGHUP, &action, &hangup_before);
  resume();
}

KeyReader::~KeyReader() {
  suspend();
  ::sigaction(SIGTERM, &term_before, nullptr);
  ::sigaction(SIGHUP, &hangup_before, nullptr);
}

void KeyReader::resume() {
  if (!original_known) return;
  struct sigaction action {};
  action.sa_handler = want_stop;
  ::sigaction(SIGTSTP, nullptr, &stop_before);
  if (stop_before.sa_handler != SIG_IGN) ::sigaction(SIGTSTP, &action, nullptr);
  action.sa_handler = note_continued;
  ::sigaction(SIGCONT, &action, &continue_before);
  termios keys = original;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  ::tcsetattr(0, TCSAFLUSH, &keys);
  if (marks_pastes) put(kPasteMarked);
}

void KeyReader::suspend() {
  if (!original_known) return;
  if (marks_pastes) put(kPasteUnmarked);
  ::tcsetattr(0, TCSANOW, &original);
  ::sigaction(SIGTSTP, &stop_before, nullptr);
  ::sigaction(SIGCONT, &continue_before, nullptr);
}

// Ctrl-Z: stops this process and its children; the shell takes over.
void KeyReader::stop() {
  suspend();
  put("\n");
  if (stop_before.sa_handler != SIG_IGN) {
    continued = 0;
    struct sigaction action {};
    action.sa_handler = note_continued;
    ::sigaction(SIGCONT, &action, nullptr);
    ::kill(0, SIGTSTP);
    // Another thread may receive the signal. Without a shell to continue the process, nothing stops.
    for (int i = 0; i < 10 && !continued; ++i) ::usleep(10'000);
    ::sigaction(SIGCONT, &continue_before, nullptr);
  }
  stop_wanted = 0;
  continued = 0;
  resume();
}

void KeyReader::discard() {
  if (!original_known) return;
  for (int i = 0; i < 100 && key_waits(i == 0 ? 0 : kTypedSilence_ms); ++i) ::tcflush(0, TCIFLUSH);
}

// Ignores arrows, function keys, Alt keys and pasted text.
void KeyReader::swallow_sequence() {
  char c = 0;
  if (!key_waits(kSequence_ms) || ::read(0, &c, 1) != 1) return;
  if (c != '[' && c != 'O') return;
  std::string sequence = "\x1b[";
  while (sequence.size() < 32 && key_waits(kSequence_ms) && ::read(0, &c, 1) == 1) {
    sequence += c;
    if (c >= 0x40 && c <= 0x7e) break;
  }
  if (sequence == "\x1b[200~") swallow_paste();
}

void KeyReader::swallow_paste() {
  std::string end;
  char c = 0;
  while (end != kPasteEnd && key_waits(kPasteSilence_ms) && ::read(0, &c, 1) == 1) {
    end += c;
    if (end.size() > kPasteEnd.size()) end.erase(0, 1);
  }
}

std::optional<char> KeyReader::next() {
  for (;;) {
    if (stop_wanted) {
      stop();
      return kContinued;
    }
    if (continued) {  // stopped by an uncatchable signal: the shell had the terminal
      continued = 0;
      suspend();
      resume();
      return kContinued;
    }
    char c = 0;
    ssize_t got = ::read(0, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1) return std::nullopt;
    if (c == '\x1a') {
      stop();
      return kContinued;
    }
    if (c != '\x1b') return c;
    swallow_sequence();
  }
}

std::optional<std::string> KeyReader::line(const std::string& prompt) {
  std::string text;
  auto begin = [&] {
    discard();
    if (marks_pastes) put(kPasteUnmarked);  // a reason may be pasted
    put(prompt + text);
  };
  auto end = [&] {
    if (marks_pastes) put(kPasteMarked);
    put("\n");
  };
  begin();
  for (;;) {
    auto key = next();
    if (!key || *key == kCtrlC || (*key == kCtrlD && text.empty())) {
      end();
      return std::nullopt;
    }
    if (*key == '\n' || *key == '\r') break;
    if (*key == kContinued) {
      begin();
    } else if (*key == '\x7f' || *key == '\b') {
      if (text.empty()) continue;
      while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
      text.pop_back();
      put("\b \b");
    } else if (static_cast<unsigned char>(*key) >= 0x20) {
      text += *key;
      put({&*key, 1});
    }
  }
  end();
  return text;
}

namespace {
ProgressLine* progress_shown = nullptr;
size_t progress_columns = 0;  // width of the shown text
}  // namespace

void ProgressLine::show(const std::string& text) {
  if (!::isatty(2)) return;
  if (progress_shown) progress_shown->clear();
  winsize size{};
  size_t columns = ::ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
  std::string line;
  size_t width = 0;
  for (size_t at = 0, length = 0; at < text.size(); at += length) {
    bool blank = text[at] == '\t' || text[at] == '\n';
    size_t wide = blank ? 1 : columns_of(std::string_view(text).substr(at), width, length);
    if (blank) length = 1;
    if (width + wide >= columns) break;  // keep the last column free: some terminals wrap
    line += blank ? " " : text.substr(at, length);
    width += wide;
  }
  (void)!::write(2, line.data(), line.size());
  shown_ = true;
  progress_shown = this;
  progress_columns = width;
}

void ProgressLine::clear() {
  if (!shown_) return;
  // In a narrowed window the text spans several rows.
  winsize size{};
  size_t columns = ::ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
  size_t above = progress_columns == 0 ? 0 : (progress_columns - 1) / columns;
  std::string erase = "\r" + (above ? "\x1b[" + std::to_string(above) + "A" : "") + "\x1b[J";
  if (is_dumb()) erase = "\r" + std::string(progress_columns, ' ') + "\r";
  (void)!::write(2, erase.data(), erase.size());
  shown_ = false;
  progress_shown = nullptr;
}

void ProgressLine::clear_shown() {
  if (progress_shown) progress_shown->clear();
}

Result<std::string> edit_text(const std::string& text, const std::string& name) {
  const char* editor = std::getenv("VISUAL");
  if (!editor || !*editor) editor = std::getenv("EDITOR");
  if (!editor || !*editor) editor = "vi";
  std::string folder = "/tmp/suit-edit-XXXXXX";
  if (!::mkdtemp(folder.data())) return error_from_errno(errno, "make", "a folder for the editor");
  std::string path = folder + "/" + name;
  auto clean = [&] {
    ::unlink(path.c_str());
    ::rmdir(folder.c_str());
  };
  if (auto written = write_file(path, text, 0600); !written) {
    clean();
    return written.error();
  }
  int status = std::system((std::string(editor) + " " + shell_quote(path)).c_str());
  Result<std::string> edited = read_file(path, 64u << 20);
  clean();
  if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) == 127)
    return Error{ErrorCode::kNotFound, "the editor can't be started: " + std::string(editor), "set EDITOR"};
  if (WEXITSTATUS(status) != 0) return Error{ErrorCode::kCancelled, "the editor failed; nothing was changed"};
  return edited;
}

}  // namespace suit
