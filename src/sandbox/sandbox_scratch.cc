#include "sandbox/sandbox_scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "sandbox/run_usage.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

// Removes a tree without following links. Folders deeper than this are moved up to `top` first, which bounds
// the stack and the open files.
constexpr int kDepthMax = 200;

class Remover {
 public:
  explicit Remover(int top) : top_(top) {}

  void remove(int parent, const char* name, int depth) {
    if (::unlinkat(parent, name, 0) == 0) return;
    struct stat st;
    if (::fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(st.st_mode)) return;
    (void)::fchmodat(parent, name, 0700, 0);  // not a link, and no process is left that could replace it
    if (depth > kDepthMax) {
      std::string higher = "deep-" + std::to_string(moved_ + 1);
      if (::renameat(parent, name, top_, higher.c_str()) == 0) ++moved_;
      return;
    }
    int directory = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory >= 0) empty(directory, depth);
    (void)::unlinkat(parent, name, AT_REMOVEDIR);
  }

  // Takes ownership of the descriptor.
  void empty(int directory, int depth) {
    DIR* entries = ::fdopendir(directory);
    if (!entries) {
      ::close(directory);
      return;
    }
    while (dirent* entry = ::readdir(entries)) {
      std::string_view name = entry->d_name;
      if (name != "." && name != "..") remove(directory, entry->d_name, depth + 1);
    }
    ::closedir(entries);
  }

  int moved() const { return moved_; }

 private:
  int top_;
  int moved_ = 0;
};

constexpr const char* kLedgerFolder = ".suit";  // at any depth: nested ledgers belong to other folders

void copy_tree(const fs::path& from, const fs::path& to, std::error_code& failed) {
  for (fs::directory_iterator it(from, failed), end; !failed && it != end; it.increment(failed)) {
    fs::path source = it->path(), target = to / source.filename();
    if (source.filename() == kLedgerFolder) continue;
    fs::file_status status = it->symlink_status(failed);
    if (failed) return;
    if (fs::is_symlink(status)) {
      fs::copy_symlink(source, target, failed);
    } else if (fs::is_regular_file(status)) {
      fs::copy_file(source, target, failed);
      std::error_code ignored;
      if (failed == std::errc::permission_denied) {  // unreadable for this user: an empty file
        failed.clear();
        ::close(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0));
        continue;
      }
      fs::last_write_time(target, fs::last_write_time(source, ignored), ignored);
    } else if (fs::is_directory(status)) {
      fs::create_directory(target, failed);
      if (!failed) copy_tree(source, target, failed);
      if (failed == std::errc::permission_denied)
        failed.clear();  // unreadable for this user: an empty folder
      if (!failed) fs::permissions(target, status.permissions(), failed);
    }
    if (failed) return;
  }
}

}  // namespace

ScratchFolder::~ScratchFolder() {
  if (outer_.empty()) return;
  int top = ::open(outer_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (top < 0) return;
  Remover remover(top);
  for (int before = -1; before < remover.moved();) {
    before = remover.moved();
    int entries = ::openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (entries >= 0) remover.empty(entries, 0);
  }
  ::close(top);
  (void)::rmdir(outer_.c_str());
}

Result<void> ScratchFolder::create() {
  std::string name = "/var/tmp/suit-XXXXXX";
  if (!::mkdtemp(name.data())) return error_from_errno(errno, "make", "a scratch folder in /var/tmp");
  outer_ = name;
  inner_ = outer_ + "/scratch";
  if (::mkdir(inner_.c_str(), 0755) != 0) return error_from_errno(errno, "make", inner_);
  before_ = free();
  return {};
}

Result<void> ScratchFolder::copy_of(const std::string& folder) {
  std::error_code failed;
  copy_tree(folder, inner_, failed);
  if (failed)
    return Error{failed.value() == ENOSPC ? ErrorCode::kNoSpace : ErrorCode::kIo,
                 "cannot copy the folder for the check: " + failed.message()};
  struct stat st;
  if (::stat(folder.c_str(), &st) == 0) (void)::chmod(inner_.c_str(), st.st_mode & 07777);
  before_ = free();
  return {};
}

bool is_anothers(const std::string& folder) {
  struct stat st;
  return ::geteuid() != 0 && ::stat(folder.c_str(), &st) == 0 &&
         (st.st_uid != ::geteuid() || st.st_gid != ::getegid());
}

ScratchFolder::Room ScratchFolder::free() const {
  struct statvfs disk;
  return ::statvfs(outer_.c_str(), &disk) == 0 ? Room{uint64_t{disk.f_bfree} * disk.f_frsize, disk.f_ffree}
                                               : Room{};
}

bool ScratchFolder::has_grown_beyond(uint64_t bytes) const {
  if (outer_.empty()) return false;
  Room now = free();
  return now.bytes + bytes < before_.bytes || now.files + files_within(bytes) < before_.files;
}

}  // namespace suit
