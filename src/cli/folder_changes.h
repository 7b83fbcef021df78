// When the files of a folder are others than they were.
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
  // From now on. `files` are those of `root`; of those that the folder lists `accepts` takes the ones that
  // count.
  FolderChanges(Files& files, std::string root, std::function<bool(std::string_view)> accepts);

  // Waits until one came, went or was written to. False where it was given up. The kernel tells of changes
  // beside files that are known; what it can't watch, and the first file of a folder that had none, is looked
  // for, which takes a small part of the time.
  bool wait(const std::atomic<bool>& given_up);

 private:
  uint64_t look();

  Files& files_;
  std::string root_;
  std::function<bool(std::string_view)> accepts_;
  std::vector<std::string> folders_;  // where its files are
  int64_t took_us_ = 0;               // to look
  uint64_t before_;
};

}  // namespace suit
