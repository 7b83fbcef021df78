// Waits until a process writes to a file, something in a folder changes, or wake() is called.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

namespace suit {

class FileWatch {
 public:
  // The file must exist. If the kernel can't watch it (a network file system, too many watches), only wake()
  // and the timeout end a wait.
  explicit FileWatch(const std::string& path);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;

  enum class Woken { kByTime, kByFile, kByCall };
  // A change may be reported before it can be read: the writer may not have finished.
  Woken wait(int timeout_ms);
  void wake();  // on any thread

 private:
  int changes_;  // inotify, -1 if unavailable
  int calls_;    // eventfd
};

// Reports changes in folders: of their entries, not of sub-folders. Single-threaded.
class FolderWatch {
 public:
  FolderWatch();
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;

  // False if a folder can't be watched: no more watches, or it is gone. Folders added earlier stay.
  bool add(const std::vector<std::string>& folders);
  // True if a change was reported within the time. A folder created in a watched one is watched too.
  bool wait(int timeout_ms);

 private:
  int changes_;                                   // inotify, -1 if unavailable
  std::unordered_map<int, std::string> folders_;  // by watch descriptor
};

}  // namespace suit
