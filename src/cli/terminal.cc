#include "cli/terminal.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

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

void restore_and_die(int number) {
  ::tcsetattr(0, TCSANOW, &original);
  ::signal(number, SIG_DFL);
  ::raise(number);
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
    case Color::kPlain: break;
    case Color::kBold: code = "1"; break;
    case Color::kDim: code = "2"; break;
    case Color::kRed: code = "31"; break;
    case Color::kGreen: code = "32"; break;
    case Color::kYellow: code = "33"; break;
    case Color::kBlue: code = "34"; break;
    case Color::kCyan: code = "36"; break;
    case Color::kRedStrong: code = "1;7;31"; break;
    case Color::kGreenStrong: code = "1;7;32"; break;
  }
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

bool is_interactive() { return ::isatty(0) && ::isatty(1); }

KeyReader::KeyReader() {
  original_known = ::tcgetattr(0, &original) == 0;
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
  termios keys = original;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  ::tcsetattr(0, TCSANOW, &keys);
}

void KeyReader::suspend() {
  if (original_known) ::tcsetattr(0, TCSANOW, &original);
}

std::optional<char> KeyReader::next() {
  for (;;) {
    char c = 0;
    ssize_t got = ::read(0, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1) return std::nullopt;
    if (c != '\x1b') return c;
    // An arrow or function key: its bytes come at once, and mean nothing here.
    pollfd more{0, POLLIN, 0};
    while (::poll(&more, 1, 20) > 0 && ::read(0, &c, 1) == 1) {
    }
  }
}

std::optional<std::string> KeyReader::line(const std::string& prompt) {
  (void)!::write(1, prompt.data(), prompt.size());
  std::string text;
  for (;;) {
    auto key = next();
    if (!key || *key == '\x03' || (*key == '\x04' && text.empty())) {
      (void)!::write(1, "\n", 1);
      return std::nullopt;
    }
    if (*key == '\n' || *key == '\r') break;
    if (*key == '\x7f' || *key == '\b') {
      if (text.empty()) continue;
      while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
      text.pop_back();
      (void)!::write(1, "\b \b", 3);
    } else if (static_cast<unsigned char>(*key) >= 0x20) {
      text += *key;
      (void)!::write(1, &*key, 1);
    }
  }
  (void)!::write(1, "\n", 1);
  return text;
}

void ProgressLine::show(const std::string& text) {
  if (!::isatty(2)) return;
  winsize size{};
  size_t width = ::ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_col > 10 ? size.ws_col : 80;
  std::string line = "\r\x1b[K" + text.substr(0, width - 1);
  (void)!::write(2, line.data(), line.size());
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) (void)!::write(2, "\r\x1b[K", 4);
  shown_ = false;
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
