// A folder of our own in /var/tmp, for what a check writes or for a copy of the folder that it works on.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace suit {

// Only this user may enter it, so nobody else can use what a check leaves in it while it runs (a set-user-ID program).
// The destructor removes all, whatever modes the check gave its folders; no process of the check may live any more.
class ScratchFolder {
 public:
  ScratchFolder() = default;
  ScratchFolder(const ScratchFolder&) = delete;
  ~ScratchFolder();

  // Errors: kIo, kDenied, kNoSpace.
  Result<void> create();
  // Copies the folder but for .suit. Links stay links; sockets, pipes and devices are left out; what this user may not
  // read is there, but empty and shut. Errors: kIo, kNoSpace.
  Result<void> copy_of(const std::string& folder);

  // For the check to write in: a folder inside ours, whose mode it may change.
  const std::string& path() const { return inner_; }
  // How much free space its disk has lost since it was made ready: an upper bound of what the check wrote, since
  // others write too.
  uint64_t grown_bytes() const;

 private:
  uint64_t free_bytes() const;
  std::string outer_, inner_;
  uint64_t free_before_bytes_ = 0;
};

// The folder has another owner or group than an ordinary user's own. In an overlay neither is mapped, so nothing in it
// could be changed.
bool is_anothers(const std::string& folder);

}  // namespace suit
