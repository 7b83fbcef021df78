// A folder in /var/tmp for a check's writes, or for its copy of the folder.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace suit {

// Only this user may enter it, so that nobody can use files that a check leaves there (a set-user-ID
// program). The destructor removes everything, whatever modes the check set; no process of the check may be
// alive.
class ScratchFolder {
 public:
  ScratchFolder() = default;
  ScratchFolder(const ScratchFolder&) = delete;
  ~ScratchFolder();

  // Errors: kIo, kDenied, kNoSpace.
  Result<void> create();
  // Copies the folder without any .suit. Links stay links; sockets, pipes and devices are left out;
  // unreadable files and folders are copied empty and without permissions. Errors: kIo, kNoSpace.
  Result<void> copy_of(const std::string& folder);

  // For the check's writes: a folder inside this one, whose mode it may change.
  const std::string& path() const { return inner_; }
  // Has the disk lost more free space since ready, or the matching number of files? An upper bound of the
  // check's writes, since other programs write too.
  bool has_grown_beyond(uint64_t bytes) const;

 private:
  struct Room {
    uint64_t bytes = 0, files = 0;
  };
  Room free() const;
  std::string outer_, inner_;
  Room before_;
};

// The folder has another owner or group than the ordinary user. An overlay maps neither, so nothing in it
// could be changed.
bool is_anothers(const std::string& folder);

}  // namespace suit
