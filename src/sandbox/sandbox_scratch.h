// A folder of our own in /var/tmp, for what a check writes or for a copy of the folder that it works on.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace suit {

// Only this user may enter it, so nobody else can use what a check leaves in it while it runs (a set-user-ID
// program). The destructor removes all, whatever modes the check gave its folders; no process of the check
// may live any more.
class ScratchFolder {
 public:
  ScratchFolder() = default;
  ScratchFolder(const ScratchFolder&) = delete;
  ~ScratchFolder();

  // Errors: kIo, kDenied, kNoSpace.
  Result<void> create();
  // Copies the folder but for each .suit in it. Links stay links; sockets, pipes and devices are left out;
  // what this user may not read is there, but empty and shut. Errors: kIo, kNoSpace.
  Result<void> copy_of(const std::string& folder);

  // For the check to write in: a folder inside ours, whose mode it may change.
  const std::string& path() const { return inner_; }
  // Has its disk lost more free space since it was made ready, or more files than go with that? An upper
  // bound of what the check wrote, since others write too.
  bool has_grown_beyond(uint64_t bytes) const;

 private:
  struct Room {
    uint64_t bytes = 0, files = 0;
  };
  Room free() const;
  std::string outer_, inner_;
  Room before_;
};

// The folder has another owner or group than an ordinary user's own. In an overlay neither is mapped, so
// nothing in it could be changed.
bool is_anothers(const std::string& folder);

}  // namespace suit
