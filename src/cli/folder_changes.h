// Detects changes to the files of a folder.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace suit {

class FolderChanges {
 public:
  // Watches from now on. `files` are those of `root`; only paths that `accepts` returns true for count.
  FolderChanges(Files& files, std::string root, std::function<bool(std::string_view)> accepts);

  // Waits until a file is added, removed or written; false if given up. The kernel reports changes in folders
  // of known files. Scans, bounded to a small share of the time, find the rest: unwatchable folders and the
  // first file of an empty folder.
  bool wait(const std::atomic<bool>& given_up);

 private:
  uint64_t look();

  Files& files_;
  std::string root_;
  std::function<bool(std::string_view)> accepts_;
  std::vector<std::string> folders_;  // the folders of its files
  int64_t took_us_ = 0;               // duration of the last scan
  uint64_t before_;
};

}  // namespace suit
