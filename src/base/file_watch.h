// Waits until a file is written to, or something in a folder changes, by whatever process, or until it is
// woken.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

namespace suit {

class FileWatch {
 public:
  // The file must be there. Where the kernel can't watch it (a network file system, too many watches), only
  // wake() and the time end a wait.
  explicit FileWatch(const std::string& path);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;

  enum class Woken { kByTime, kByFile, kByCall };
  // A change may be told before it can be read: the writer may not have finished.
  Woken wait(int timeout_ms);
  void wake();  // on any thread

 private:
  int changes_;  // inotify, -1 where it is not to be had
  int calls_;    // eventfd
};

// Tells that something in folders has changed: what is in them, not what is below. Of one thread.
class FolderWatch {
 public:
  FolderWatch();
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;

  // False where one can't be watched: the kernel has no more watches, or it is gone. Those that were added
  // before stay.
  bool add(const std::vector<std::string>& folders);
  // True where something was told within the time. A folder that is made in one of them is watched from then
  // on too.
  bool wait(int timeout_ms);

 private:
  int changes_;                                   // inotify, -1 where it is not to be had
  std::unordered_map<int, std::string> folders_;  // by the kernel's number
};

}  // namespace suit
