#include "base/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "base/descriptor.h"
#include "base/text.h"

namespace suit {
namespace {

FileType type_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return FileType::kFile;
  if (S_ISDIR(mode)) return FileType::kDirectory;
  if (S_ISLNK(mode)) return FileType::kSymlink;
  return FileType::kOther;
}

Result<std::string> read_descriptor(int descriptor, std::string_view path, uint64_t limit_bytes) {
  struct stat st;
  if (::fstat(descriptor, &st) != 0) return error_from_errno(errno, "read", printable(path));
  if (!S_ISREG(st.st_mode))
    return Error{ErrorCode::kInvalid, printable(path) + " is not a regular file",
                 S_ISDIR(st.st_mode) ? "it is a directory; name a file in it" : ""};
  auto too_large = [&](uint64_t size) {
    return Error{ErrorCode::kLimit, printable(path) + " is too large: " + human_bytes(size) + ", at most " +
                                        human_bytes(limit_bytes) + " is read"};
  };
  if (static_cast<uint64_t>(st.st_size) > limit_bytes) return too_large(static_cast<uint64_t>(st.st_size));
  std::string content;
  content.resize(static_cast<size_t>(st.st_size) + 1);  // one more, to detect that it ended
  size_t length = 0;
  for (;;) {
    ssize_t got = ::read(descriptor, content.data() + length, content.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error_from_errno(errno, "read", printable(path));
    if (got == 0) break;
    length += static_cast<size_t>(got);
    if (length > limit_bytes) return too_large(length);
    if (length == content.size()) content.resize(content.size() * 2);
  }
  content.resize(length);
  return content;
}

Result<void> write_descriptor(int descriptor, std::string_view path, std::string_view content) {
  while (!content.empty()) {
    ssize_t put = ::write(descriptor, content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return error_from_errno(errno, "write", printable(path));
    content.remove_prefix(static_cast<size_t>(put));
  }
  return {};
}

class RealFiles final : public Files {
 public:
  RealFiles(int descriptor, std::string root) : folder_(descriptor), root_(std::move(root)) {}

  Result<FileInfo> info(std::string_view path) override {
    auto parent = open_parent(path);
    if (!parent) {
      if (parent.error().code == ErrorCode::kNotFound) return FileInfo{};
      return parent.error();
    }
    struct stat st;
    if (::fstatat(parent->get(), std::string(name_in(path)).c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return FileInfo{};
      return fail("look at", path);
    }
    return FileInfo{type_of_mode(st.st_mode),
                    st.st_mode & 07777,
                    static_cast<uint64_t>(st.st_size),
                    st.st_nlink,
                    st.st_ino,
                    st.st_uid == ::geteuid() || ::geteuid() == 0,
                    st.st_ctim.tv_sec * 1'000'000'000 + st.st_ctim.tv_nsec,
                    st.st_mtim.tv_sec * 1'000'000'000 + st.st_mtim.tv_nsec};
  }

  Result<std::string> read(std::string_view path, uint64_t limit_bytes) override {
    if (!is_inner_path(path)) return outside(path);
    // O_NONBLOCK: a pipe must not block.
    int descriptor = open_beneath(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
      int number = errno;
      if (number == ELOOP || number == ENXIO) {
        ASSIGN_OR_RETURN(FileInfo now, info(path));
        if (now.type == FileType::kSymlink) return read_link(path);
        if (now.type == FileType::kOther)
          return Error{ErrorCode::kInvalid, printable(path) + " is not a regular file"};
      }
      return error_from_errno(number, "read", printable(path));
    }
    Descriptor file(descriptor);
    return read_descriptor(file.get(), path, limit_bytes);
  }

  Result<std::vector<DirectoryEntry>> list(std::string_view path) override {
    int descriptor = open_beneath(path.empty() ? "." : path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) return fail("list", path.empty() ? root_ : path);
    DIR* directory = ::fdopendir(descriptor);
    if (!directory) {
      ::close(descriptor);
      return fail("list", path);
    }
    std::vector<DirectoryEntry> entries;
    errno = 0;
    while (dirent* entry = ::readdir(directory)) {
      std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      FileType type = entry->d_type == DT_REG   ? FileType::kFile
                      : entry->d_type == DT_DIR ? FileType::kDirectory
                      : entry->d_type == DT_LNK ? FileType::kSymlink
                                                : FileType::kOther;
      struct stat st;
      if (entry->d_type == DT_UNKNOWN && ::fstatat(descriptor, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        type = type_of_mode(st.st_mode);
      entries.push_back({std::string(name), type});
    }
    int number = errno;
    ::closedir(directory);
    if (number != 0) return error_from_errno(number, "list", printable(path));
    std::sort(entries.begin(), entries.end(), [](auto& a, auto& b) { return a.name < b.name; });
    return entries;
  }

  Result<void> create(std::string_view path, FileType type, uint32_t mode,
                      std::string_view content) override {
    ASSIGN_OR_RETURN(Descriptor parent, open_parent(path));
    std::string name(name_in(path));
    if (type == FileType::kSymlink) {
      if (::symlinkat(std::string(content).c_str(), parent.get(), name.c_str()) != 0)
        return fail("link", path);
      return {};
    }
    CHECK(type == FileType::kFile);
    Descriptor file(
        ::openat(parent.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (file.get() < 0) return fail("create", path);
    RETURN_IF_ERROR(write_descriptor(file.get(), path, content));
    if (::fchmod(file.get(), mode & 07777) != 0) return fail("set the mode of", path);
    // Starts writing back now, so that later syncs find most of it done and share one journal commit.
    ::sync_file_range(file.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
    return {};
  }

  Result<void> copy_attributes(std::string_view from, std::string_view to) override {
    Descriptor source(open_beneath(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    Descriptor target(open_beneath(to, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (source.get() < 0 || target.get() < 0) return {};  // a link, or unreadable: nothing to copy
    return suit::copy_attributes(source.get(), target.get());
  }

  Result<void> sync(std::string_view path) override {
    int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
    Descriptor file(open_beneath(path.empty() ? "." : path, flags));
    if (file.get() < 0) {
      if (errno == ELOOP) return {};  // a link has no content of its own to flush
      if (errno == EACCES) {          // write-only or mode 000: open it for writing instead
        Descriptor writable(open_beneath(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
        if (writable.get() >= 0 && ::fsync(writable.get()) == 0) return {};
        return fail("flush", path);
      }
      return fail("flush", path);
    }
    if (::fsync(file.get()) != 0) return fail("flush", path);
    return {};
  }

  Result<void> exchange(std::string_view a, std::string_view b) override {
    return rename(a, b, RENAME_EXCHANGE);
  }
  Result<void> move(std::string_view from, std::string_view to) override {
    return rename(from, to, RENAME_NOREPLACE);
  }

  Result<void> link(std::string_view from, std::string_view to) override {
    ASSIGN_OR_RETURN(Descriptor from_parent, open_parent(from));
    ASSIGN_OR_RETURN(Descriptor to_parent, open_parent(to));
    if (::linkat(from_parent.get(), std::string(name_in(from)).c_str(), to_parent.get(),
                 std::string(name_in(to)).c_str(), 0) != 0)
      return fail("create", to);
    return {};
  }

  Result<void> remove(std::string_view path) override { return unlink(path, 0); }

  Result<void> make_directory(std::string_view path, uint32_t mode) override {
    ASSIGN_OR_RETURN(Descriptor parent, open_parent(path));
    if (::mkdirat(parent.get(), std::string(name_in(path)).c_str(), mode) != 0)
      return fail("make the directory", path);
    return {};
  }

  Result<void> remove_directory(std::string_view path) override { return unlink(path, AT_REMOVEDIR); }

  const std::string& root() const override { return root_; }

 private:
  Result<std::string> read_link(std::string_view path) {
    ASSIGN_OR_RETURN(Descriptor parent, open_parent(path));
    char target[4096];
    ssize_t length = ::readlinkat(parent.get(), std::string(name_in(path)).c_str(), target, sizeof target);
    if (length < 0) return fail("read the link", path);
    return std::string(target, static_cast<size_t>(length));
  }

  int open_beneath(std::string_view path, int flags) {
    open_how how{};
    how.flags = static_cast<uint64_t>(flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    std::string text(path);
    for (;;) {
      long number = ::syscall(SYS_openat2, folder_.get(), text.c_str(), &how, sizeof how);
      if (number >= 0 || (errno != EINTR && errno != EAGAIN)) return static_cast<int>(number);
    }
  }

  Result<Descriptor> open_parent(std::string_view path) {
    if (!is_inner_path(path)) return outside(path);
    std::string_view parent = parent_of(path);
    int descriptor = open_beneath(parent.empty() ? "." : parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return fail("open the directory of", path);
    return Descriptor(descriptor);
  }

  Result<void> rename(std::string_view from, std::string_view to, unsigned flags) {
    ASSIGN_OR_RETURN(Descriptor from_parent, open_parent(from));
    ASSIGN_OR_RETURN(Descriptor to_parent, open_parent(to));
    if (::renameat2(from_parent.get(), std::string(name_in(from)).c_str(), to_parent.get(),
                    std::string(name_in(to)).c_str(), flags) == 0)
      return {};
    if (errno == EINVAL)
      return Error{ErrorCode::kUnsupported, "the file system of " + root_ + " can't swap files atomically",
                   "Suit needs a local file system (ext4, xfs, btrfs, tmpfs …) to change files safely"};
    return fail("move", from);
  }

  Result<void> unlink(std::string_view path, int flags) {
    auto parent = open_parent(path);
    if (!parent) return parent.error().code == ErrorCode::kNotFound ? Result<void>{} : parent.error();
    if (::unlinkat(parent->get(), std::string(name_in(path)).c_str(), flags) == 0 || errno == ENOENT)
      return {};
    if (errno == ENOTEMPTY) errno = EEXIST;
    return fail("remove", path);
  }

  static Error outside(std::string_view path) {
    return {ErrorCode::kDenied, "not a path inside the folder: " + printable(path)};
  }

  Error fail(std::string_view action, std::string_view path) const {
    return error_from_errno(errno, action, printable(path));
  }

  Descriptor folder_;
  std::string root_;
};

}  // namespace

Result<std::unique_ptr<Files>> open_files(const std::string& folder) {
  char* resolved = ::realpath(folder.c_str(), nullptr);
  if (!resolved) return error_from_errno(errno, "open the folder", printable(folder));
  std::string root(resolved);
  std::free(resolved);
  Descriptor descriptor(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) return error_from_errno(errno, "open the folder", printable(folder));
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH;
  Descriptor probe(static_cast<int>(::syscall(SYS_openat2, descriptor.get(), ".", &how, sizeof how)));
  if (probe.get() < 0 && errno == EACCES)
    return Error{ErrorCode::kDenied, "cannot enter the folder " + printable(folder) + ": Permission denied",
                 "the execute permission is missing: chmod u+x"};
  if (probe.get() < 0 && errno != ENOSYS)
    return error_from_errno(errno, "open the folder", printable(folder));
  if (probe.get() < 0)
    return Error{ErrorCode::kUnsupported, "this kernel has no openat2, which keeps paths inside the folder",
                 "Linux 5.6 or newer is needed"};
  return std::unique_ptr<Files>(std::make_unique<RealFiles>(descriptor.release(), std::move(root)));
}

Result<std::string> read_file(const std::string& path, uint64_t limit_bytes) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return error_from_errno(errno, "read", printable(path));
  return read_descriptor(file.get(), path, limit_bytes);
}

Result<void> write_file(const std::string& path, std::string_view content, uint32_t mode) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (file.get() < 0) return error_from_errno(errno, "write", printable(path));
  return write_descriptor(file.get(), path, content);
}

Result<void> copy_attributes(int from, int to) {
  struct stat st, now;
  if (::fstat(from, &st) != 0 || ::fstat(to, &now) != 0)
    return error_from_errno(errno, "look at", "a file's attributes");
  if (st.st_uid != now.st_uid || st.st_gid != now.st_gid) {
    // Changing the owner clears set-user-ID bits, so the mode comes after it.
    bool changed = ::fchown(to, st.st_uid, st.st_gid) == 0 ||
                   ::fchown(to, static_cast<uid_t>(-1), st.st_gid) == 0;  // at least a group of the user
    if (changed) (void)::fchmod(to, now.st_mode & 07777);
  }
  char names[4096];
  ssize_t length = ::flistxattr(from, names, sizeof names);
  for (ssize_t at = 0; at < length; at += static_cast<ssize_t>(std::strlen(names + at)) + 1) {
    if (std::strcmp(names + at, "security.capability") == 0) continue;  // writing to a file drops them too
    char value[4096];
    ssize_t size = ::fgetxattr(from, names + at, value, sizeof value);
    if (size >= 0) (void)::fsetxattr(to, names + at, value, static_cast<size_t>(size), 0);
  }
  return {};
}

Result<FileLock> FileLock::acquire(const std::string& path, int wait_ms) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) return error_from_errno(errno, "lock", printable(path));
  auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return error_from_errno(errno, "lock", printable(path));
    if (std::chrono::steady_clock::now() >= deadline)
      return Error{ErrorCode::kBusy, "another suit is changing this folder",
                   "wait for it to finish, then try again"};
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return FileLock(file.release());
}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace suit
