#include "base/user_state.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/output_file.h"
#include "base/text.h"

namespace suit {
namespace {

bool is_folder(const std::string& path) {
  struct stat st;
  return ::stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

std::string home_folder() {
  if (const char* home = std::getenv("HOME"); home && *home == '/' && is_folder(home)) return home;
  passwd entry, *found = nullptr;
  std::vector<char> buffer(1u << 14);
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found) return "";
  std::string home = found->pw_dir ? found->pw_dir : "";
  return home.starts_with('/') && is_folder(home) ? home : "";
}

Result<void> make_folders(const std::string& path) {
  for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST && !is_folder(part))
      return error_from_errno(errno, "make the directory", printable(part));
    if (end == path.npos) return {};
  }
}

// The folder of `name`, created if missing. A folder that others can write to is not trusted.
Result<std::string> state_path(const std::string& name, bool make) {
  std::string top = user_state_folder();
  if (top.empty())
    return Error{ErrorCode::kUnsupported, "this user has no folder for Suit's state",
                 "set HOME or XDG_STATE_HOME"};
  std::string path = top + "/" + name, folder(parent_of(path));
  if (make) RETURN_IF_ERROR(make_folders(folder));
  for (const std::string& part : {top, folder}) {
    struct stat st;
    if (::lstat(part.c_str(), &st) != 0) return error_from_errno(errno, "look at", printable(part));
    if (!S_ISDIR(st.st_mode) || !belongs_to_user(part) || (st.st_mode & 022))
      return Error{ErrorCode::kDenied, printable(part) + " is writable by others or not yours",
                   "remove their permission: chmod go-w"};
  }
  return path;
}

}  // namespace

bool belongs_to_user(const std::string& path) {
  struct stat st;
  if (::lstat(path.c_str(), &st) != 0) return false;
  const char* behind_sudo = ::geteuid() == 0 ? std::getenv("SUDO_UID") : nullptr;
  return st.st_uid == ::geteuid() || st.st_uid == 0 ||
         (behind_sudo && std::to_string(st.st_uid) == behind_sudo);
}

std::string user_state_folder() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
    return std::string(state) + "/suit";
  std::string home = home_folder();
  return home.empty() ? "" : home + "/.local/state/suit";
}

Result<std::string> read_user_state(const std::string& name, uint64_t bytes_max) {
  ASSIGN_OR_RETURN(std::string path, state_path(name, false));
  struct stat st;
  if (::lstat(path.c_str(), &st) != 0) return error_from_errno(errno, "read", printable(path));
  if (!S_ISREG(st.st_mode) || !belongs_to_user(path))
    return Error{ErrorCode::kDenied, printable(path) + " does not belong to you"};
  return read_file(path, bytes_max);
}

Result<void> write_user_state(const std::string& name, std::string_view content) {
  ASSIGN_OR_RETURN(std::string path, state_path(name, true));
  return write_output(path, content, 0600);
}

std::vector<std::string> list_user_state(const std::string& name) {
  std::vector<std::string> names;
  std::error_code failed;
  for (auto& entry : std::filesystem::directory_iterator(user_state_folder() + "/" + name, failed))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> remove_user_state(const std::string& name) {
  ASSIGN_OR_RETURN(std::string path, state_path(name, true));
  std::error_code failed;
  std::filesystem::remove_all(path, failed);
  if (failed) return error_from_errno(failed.value(), "remove", printable(path));
  return {};
}

Result<FileLock> lock_user_state() {
  ASSIGN_OR_RETURN(std::string path, state_path("lock", true));
  return FileLock::acquire(path, 10'000);
}

Result<std::string> file_identity(const std::string& path) {
  struct statx st = {};
  if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &st) != 0)
    return error_from_errno(errno, "look at", printable(path));
  if (!S_ISREG(st.stx_mode)) return Error{ErrorCode::kInvalid, printable(path) + " is not a regular file"};
  std::string born = "0";
  if (st.stx_mask & STATX_BTIME)
    born = std::to_string(st.stx_btime.tv_sec) + "." + std::to_string(st.stx_btime.tv_nsec);
  return std::to_string(st.stx_ino) + ":" + born;
}

}  // namespace suit
