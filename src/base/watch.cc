#include "base/watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstdint>

#include "base/result.h"

namespace suit {

FileWatch::FileWatch(const std::string& path)
    : changes_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)), calls_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  CHECK(calls_ >= 0);
  if (changes_ < 0 || ::inotify_add_watch(changes_, path.c_str(), IN_MODIFY) >= 0) return;
  ::close(changes_);
  changes_ = -1;
}

FileWatch::~FileWatch() {
  if (changes_ >= 0) ::close(changes_);
  ::close(calls_);
}

FileWatch::Woken FileWatch::wait(int timeout_ms) {
  pollfd ends[2] = {{calls_, POLLIN, 0}, {changes_, POLLIN, 0}};  // poll passes over a negative descriptor
  if (::poll(ends, 2, timeout_ms) <= 0) return Woken::kByTime;
  if (ends[0].revents) {
    uint64_t count;
    (void)!::read(calls_, &count, sizeof count);
    return Woken::kByCall;
  }
  char events[4096];
  while (::read(changes_, events, sizeof events) > 0) {}
  return Woken::kByFile;
}

void FileWatch::wake() {
  uint64_t one = 1;
  (void)!::write(calls_, &one, sizeof one);
}

}  // namespace suit
