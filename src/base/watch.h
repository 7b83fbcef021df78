// Waits until a file is written to, by whatever process, or until it is woken.
#pragma once

#include <string>

namespace suit {

class FileWatch {
 public:
  // The file must be there. Where the kernel can't watch it (a network file system, too many watches), only wake() and
  // the time end a wait.
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

}  // namespace suit
