// A new folder in the system's temporary directory; the destructor removes it with its contents.
#pragma once

#include <string>

#include "base/result.h"

namespace suit {

class VanishingFolder {
 public:
  // Errors: kIo, kNoSpace.
  static Result<VanishingFolder> make();
  VanishingFolder(VanishingFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  VanishingFolder& operator=(VanishingFolder&&) = delete;
  ~VanishingFolder();
  const std::string& path() const { return path_; }

 private:
  explicit VanishingFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace suit
