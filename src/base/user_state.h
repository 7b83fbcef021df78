// Suit's state of this user on this machine, out of reach for folders: $XDG_STATE_HOME/suit, else
// ~/.local/state/suit. Names are paths below it, such as "ledgers/0123".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace suit {

// Does the path (links are not followed) belong to this user, to root, or to the user behind sudo?
bool belongs_to_user(const std::string& path);

// If $HOME is missing or not a folder, the home of the system's user database counts. "" without a home.
std::string user_state_folder();

// Errors: kNotFound, kDenied (it belongs to another user), kLimit.
Result<std::string> read_user_state(const std::string& name, uint64_t bytes_max = 1u << 20);
// Writes the file atomically, readable by this user only. Errors: kUnsupported (no state folder), kDenied,
// kIo.
Result<void> write_user_state(const std::string& name, std::string_view content);
// The names in a folder of the state, sorted; none if it is missing.
std::vector<std::string> list_user_state(const std::string& name);
// Removes a file, or a folder with its contents. Missing is success. Errors: kUnsupported, kIo.
Result<void> remove_user_state(const std::string& name);
// Locks it for one process. Errors: those of write_user_state(), kBusy.
Result<FileLock> lock_user_state();

// Identifies a file and distinguishes it from its copies: inode and time of birth. A move within the file
// system keeps it. Errors: kNotFound, kInvalid (not a regular file), kIo.
Result<std::string> file_identity(const std::string& path);

}  // namespace suit
