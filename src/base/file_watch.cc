#include "base/file_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>

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
  pollfd ends[2] = {{calls_, POLLIN, 0}, {changes_, POLLIN, 0}};  // poll ignores a negative descriptor
  if (::poll(ends, 2, timeout_ms) <= 0) return Woken::kByTime;
  if (ends[0].revents) {
    uint64_t count;
    (void)!::read(calls_, &count, sizeof count);
    return Woken::kByCall;
  }
  char events[4096];
  while (::read(changes_, events, sizeof events) > 0) {
  }
  return Woken::kByFile;
}

void FileWatch::wake() {
  uint64_t one = 1;
  (void)!::write(calls_, &one, sizeof one);
}

namespace {
constexpr size_t kMadeMax = 1000;  // folders created at once; the caller finds the rest of a tree itself
}

FolderWatch::FolderWatch() : changes_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {}

FolderWatch::~FolderWatch() {
  if (changes_ >= 0) ::close(changes_);
}

bool FolderWatch::add(const std::vector<std::string>& folders) {
  constexpr uint32_t kChanges =
      IN_CREATE | IN_DELETE | IN_MOVE | IN_MODIFY | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
  bool whole = changes_ >= 0;
  for (const std::string& folder : folders) {
    int number = changes_ >= 0 ? ::inotify_add_watch(changes_, folder.c_str(), kChanges) : -1;
    if (number >= 0) folders_[number] = folder;
    whole = whole && number >= 0;
    if (number < 0 && errno == ENOSPC) break;  // no more for this user
  }
  return whole;
}

bool FolderWatch::wait(int timeout_ms) {
  pollfd end = {changes_, POLLIN, 0};
  if (::poll(&end, 1, timeout_ms) <= 0) return false;
  std::vector<std::string> made;
  alignas(inotify_event) char events[4096];
  for (ssize_t size; (size = ::read(changes_, events, sizeof events)) > 0;)
    for (const char* at = events; at < events + size;) {
      inotify_event event;
      std::memcpy(&event, at, sizeof event);
      if (auto folder = folders_.find(event.wd);
          folder != folders_.end() && (event.mask & IN_ISDIR) && (event.mask & (IN_CREATE | IN_MOVED_TO)))
        made.push_back(folder->second + "/" + (at + sizeof event));
      at += sizeof event + event.len;
    }
  // Entries created before the watch are not reported.
  for (size_t i = 0; i < made.size() && made.size() < kMadeMax; ++i) {
    add({made[i]});
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(made[i], failed), none; !failed && entry != none;
         entry.increment(failed))
      if (entry->is_directory(failed) && !entry->is_symlink(failed)) made.push_back(entry->path().string());
  }
  return true;
}

}  // namespace suit
