// What Suit keeps about this user on this machine, out of reach of any folder: $XDG_STATE_HOME/suit, else
// ~/.local/state/suit. Names are paths below it, such as "ledgers/0123".
#pragma once

#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace suit {

// Does the path (a link is not followed) belong to this user, to root, or to who is behind sudo?
bool belongs_to_user(const std::string& path);

// Where the user's own things go. Where $HOME is missing or not a folder, the system's record of users says
// where it is.
// "" where there is no such place.
std::string user_state_folder();

// Errors: kNotFound, kDenied (it belongs to somebody else).
Result<std::string> read_user_state(const std::string& name);
// Writes the file whole or not at all, readable by this user alone. Errors: kUnsupported (there is no place),
// kDenied, kIo.
Result<void> write_user_state(const std::string& name, std::string_view content);
// One process at a time. Errors: as write_user_state(), kBusy.
Result<FileLock> lock_user_state();

// What tells a file from every other and from its copies: its inode and its time of birth. A move within the
// file system keeps it. Errors: kNotFound, kInvalid (not a regular file), kIo.
Result<std::string> file_identity(const std::string& path);

}  // namespace suit
