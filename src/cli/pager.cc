#include "cli/pager.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/text.h"
#include "cli/terminal.h"

namespace suit {
namespace {

// "": none.
std::string pager_command() {
  for (const char* variable : {"SUIT_PAGER", "PAGER"})
    if (const char* command = std::getenv(variable)) return std::strcmp(command, "cat") == 0 ? "" : command;
  const char* term = std::getenv("TERM");
  if (!term || std::strcmp(term, "dumb") == 0) return "";
  const char* path = std::getenv("PATH");
  for (std::string_view folder : split(path ? path : "/usr/bin:/bin", ':'))
    if (::access((std::string(folder) + "/less").c_str(), X_OK) == 0) return "less";
  return "";
}

struct sigaction interrupt_before_paging;

}  // namespace

Pager::Pager(Wanted wanted) {
  if (wanted == Wanted::kNo || !::isatty(1)) return;
  std::string command = pager_command();
  if (trim(command).empty()) return;
  (void)use_color();  // cache it now: later standard output is not a terminal
  std::fflush(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  output_ = ::fcntl(1, F_DUPFD_CLOEXEC, 3);
  child_ = output_ < 0 ? -1 : ::fork();
  if (child_ == 0) {
    ::dup2(ends[0], 0);
    for (int number : {SIGINT, SIGQUIT, SIGPIPE}) ::signal(number, SIG_DFL);
    ::setenv("LESS", "FRX", 0);
    ::setenv("LV", "-c", 0);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  if (child_ > 0) {
    ::dup2(ends[1], 1);
    struct sigaction ignored {};
    ignored.sa_handler = SIG_IGN;  // the pager handles Ctrl-C
    ::sigaction(SIGINT, &ignored, &interrupt_before_paging);
  } else if (output_ >= 0) {
    ::close(output_);
  }
  for (int end : ends) ::close(end);
}

Pager::~Pager() {
  if (child_ < 0) return;
  std::fflush(stdout);
  std::clearerr(stdout);  // the reader may have closed the pager early
  ::dup2(output_, 1);     // closes the pipe
  ::close(output_);
  while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
  ::sigaction(SIGINT, &interrupt_before_paging, nullptr);
}

}  // namespace suit
