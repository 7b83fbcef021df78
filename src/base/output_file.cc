#include "base/output_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/files.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kOutputBufferBytes = 256 << 10;
constexpr int kLinksFollowedMax = 40;  // as the kernel does

std::string real_path(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  std::string text = resolved ? resolved : "";
  std::free(resolved);
  return text;
}

std::string target_of_link(const std::string& path) {
  char target[4096];
  ssize_t length = ::readlink(path.c_str(), target, sizeof target);
  return length < 0 ? "" : std::string(target, static_cast<size_t>(length));
}

// The target of a path with all links followed.
struct Place {
  std::string folder, name;
  int own_descriptor = -1;         // a descriptor of this process, such as /dev/stdout
  bool others_descriptor = false;  // one of another process
};

Result<Place> follow(std::string path) {
  for (int i = 0; i < kLinksFollowedMax; ++i) {
    size_t slash = path.rfind('/');
    Place place;
    place.name = slash == path.npos ? path : path.substr(slash + 1);
    std::string parent = slash == path.npos ? "." : path.substr(0, slash + 1);
    place.folder = real_path(parent);
    if (place.folder.empty())
      return Error{ErrorCode::kNotFound, printable(path) + " can't be written: its folder does not exist",
                   "create the folder first"};
    if (place.folder.starts_with("/proc/") && place.folder.ends_with("/fd") && place.name.size() < 10 &&
        is_digits(place.name)) {
      bool own = place.folder.starts_with(real_path("/proc/self") + "/");
      if (own) place.own_descriptor = std::atoi(place.name.c_str());
      place.others_descriptor = !own;
      return place;
    }
    std::string target = target_of_link(place.folder + "/" + place.name);
    if (target.empty()) return place;
    path = target.starts_with('/') ? target : place.folder + "/" + target;
  }
  return Error{ErrorCode::kInvalid, printable(path) + " is in a cycle of links"};
}

int open_below(int folder, const std::string& path, int flags, uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags);
  how.resolve = resolve | RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (;;) {
    long number = ::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how);
    if (number >= 0 || (errno != EINTR && errno != EAGAIN)) return static_cast<int>(number);
  }
}

// Specific to this file: an existing one was left by a killed process with the same id.
std::string temporary_name(const std::string& name) {
  static std::atomic<int> count{0};
  return "." + name.substr(0, 200) + ".suit-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

std::string descriptor_path(const Descriptor& file) {
  return "/proc/self/fd/" + std::to_string(file.get());
}

std::string path_of(const Descriptor& file) {
  return target_of_link(descriptor_path(file));
}

}  // namespace

Result<OutputFile> OutputFile::open(const std::string& path, uint32_t mode) {
  std::string shown = printable(path);
  if (path.empty()) return Error{ErrorCode::kInvalid, "the output needs a file name", "- is standard output"};
  if (path == "-") return to_descriptor("standard output", STDOUT_FILENO);
  struct stat st {};
  // Checked first: the kernel refuses links that it would not follow for this user.
  bool there = ::stat(path.c_str(), &st) == 0;
  if (!there && errno != ENOENT) return OutputFile(std::move(shown)).fail(errno);
  if ((there && S_ISDIR(st.st_mode)) || path.ends_with('/'))
    return Error{ErrorCode::kInvalid, shown + " is a folder", "name a file in it"};
  ASSIGN_OR_RETURN(Place place, follow(path));
  if (place.own_descriptor >= 0) return to_descriptor(std::move(shown), place.own_descriptor);
  if (place.others_descriptor || (there && !S_ISREG(st.st_mode))) {
    OutputFile file(std::move(shown));
    // O_CREAT: the kernel's rules about others' pipes in /tmp apply only with it.
    file.written_ = Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_NOCTTY | O_CLOEXEC, mode));
    if (file.written_.get() >= 0) return file;
    if (errno == EINTR) return Error{ErrorCode::kCancelled, "stopped: nobody reads from " + file.shown_};
    if (errno == ENXIO && S_ISSOCK(st.st_mode))
      return Error{ErrorCode::kInvalid, file.shown_ + " is a socket", "name a file, a pipe or a device"};
    return file.fail(errno);
  }
  Descriptor folder(::open(place.folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) return OutputFile(std::move(shown)).fail(errno);
  return to_regular(std::move(shown), std::move(folder), std::move(place.name), mode);
}

Result<OutputFile> OutputFile::open_in(const std::string& folder, const std::string& inner) {
  std::string shown = printable(folder + "/" + inner), path = inner;
  Descriptor root(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (root.get() < 0) return error_from_errno(errno, "write into the folder", printable(folder));
  if (!is_inner_path(inner)) return Error{ErrorCode::kDenied, shown + " is not in its folder"};
  auto leads_out = [&] {
    return Error{ErrorCode::kDenied,
                 shown + " is a link that leads out of " + printable(folder) + ", or to nothing",
                 "remove the link, or name another folder"};
  };
  Descriptor there(open_below(root.get(), inner, O_PATH | O_CLOEXEC, 0));
  if (there.get() < 0 && (errno == EXDEV || errno == ELOOP)) return leads_out();
  if (there.get() < 0 && errno != ENOENT) return OutputFile(std::move(shown)).fail(errno);
  struct stat st {};
  if (there.get() >= 0) {
    if (::fstat(there.get(), &st) != 0 || !S_ISREG(st.st_mode))
      return Error{ErrorCode::kDenied, shown + " is not a regular file", "remove it, or name another folder"};
    std::string real = path_of(there), top = path_of(root);
    if (real.starts_with(top + "/")) path = real.substr(top.size() + 1);
  }
  Descriptor parent(open_below(root.get(), parent_of(path).empty() ? "." : std::string(parent_of(path)),
                               O_PATH | O_DIRECTORY | O_CLOEXEC, 0));
  if (parent.get() < 0 && (errno == EXDEV || errno == ELOOP)) return leads_out();
  if (parent.get() < 0) return OutputFile(std::move(shown)).fail(errno);
  std::string name(name_in(path));
  if (::fstatat(parent.get(), name.c_str(), &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(st.st_mode))
    return leads_out();
  return to_regular(std::move(shown), std::move(parent), std::move(name), 0666);
}

Result<OutputFile> OutputFile::to_descriptor(std::string shown, int number) {
  // Descriptors that Suit opened are closed on exec; inherited ones are not.
  int flags = ::fcntl(number, F_GETFD);
  if (flags < 0 || (flags & FD_CLOEXEC)) return Error{ErrorCode::kNotFound, shown + " is not open"};
  if ((::fcntl(number, F_GETFL) & O_ACCMODE) == O_RDONLY)
    return Error{ErrorCode::kDenied, shown + " is open for reading only"};
  std::fflush(nullptr);  // earlier output comes first
  OutputFile file(std::move(shown));
  file.written_ = Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 3));
  if (file.written_.get() < 0) return file.fail(errno);
  return file;
}

Result<OutputFile> OutputFile::to_regular(std::string shown, Descriptor folder, std::string name,
                                          uint32_t mode) {
  OutputFile file(std::move(shown));
  file.folder_ = std::move(folder);
  file.name_ = std::move(name);
  RETURN_IF_ERROR(file.stage(mode));
  return file;
}

// Creates the file that replaces the old one.
Result<void> OutputFile::stage(uint32_t mode) {
  struct stat old {};
  bool there = ::fstatat(folder_.get(), name_.c_str(), &old, AT_SYMLINK_NOFOLLOW) == 0;
  if (there && ::faccessat(folder_.get(), name_.c_str(), W_OK, AT_EACCESS) != 0) return fail(errno);
  written_ = Descriptor(::openat(folder_.get(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode));
  if (written_.get() < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOENT)) {
    temporary_ = temporary_name(name_);
    ::unlinkat(folder_.get(), temporary_.c_str(), 0);
    written_ = Descriptor(::openat(folder_.get(), temporary_.c_str(),
                                   O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (written_.get() < 0) temporary_.clear();
  }
  if (written_.get() < 0 && there && (errno == EACCES || errno == EPERM || errno == EROFS)) {
    in_place_ = true;  // the file is writable, its folder is not
    written_ = Descriptor(::memfd_create("suit", MFD_CLOEXEC));
  }
  if (written_.get() < 0) return fail(errno);
  if (!there || in_place_) return {};
  if (Descriptor source(
          ::openat(folder_.get(), name_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
      source.get() >= 0) {
    RETURN_IF_ERROR(copy_attributes(source.get(), written_.get()));
  } else {
    (void)!::fchown(written_.get(), old.st_uid, old.st_gid);
  }
  struct stat now {};
  if (::fchmod(written_.get(), old.st_mode & 0777) != 0 || ::fstat(written_.get(), &now) != 0)
    return fail(errno);
  in_place_ = now.st_uid != old.st_uid || now.st_gid != old.st_gid;
  return {};
}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) ::unlinkat(folder_.get(), temporary_.c_str(), 0);
}

Error OutputFile::fail(int number) const {
  Error error = error_from_errno(number, "write", shown_);
  error.message = shown_ + " can't be written: " + std::strerror(number);
  return error;
}

Result<void> OutputFile::write(std::string_view bytes) {
  if (buffer_.size() + bytes.size() < kOutputBufferBytes) {
    buffer_ += bytes;
    return {};
  }
  RETURN_IF_ERROR(flush());
  return put(bytes);
}

Result<void> OutputFile::flush() {
  std::string bytes = std::exchange(buffer_, {});
  return put(bytes);
}

Result<void> OutputFile::put(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t done = ::write(written_.get(), bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return fail(errno);
    bytes.remove_prefix(static_cast<size_t>(done));
  }
  return {};
}

Result<std::string> OutputFile::draft() {
  RETURN_IF_ERROR(flush());
  return descriptor_path(written_);
}

Result<void> OutputFile::keep() {
  RETURN_IF_ERROR(flush());
  if (folder_.get() >= 0) return in_place_ ? write_in_place() : replace();
  if (::close(written_.release()) != 0) return fail(errno);
  return {};
}

Result<void> OutputFile::replace() {
  if (::fsync(written_.get()) != 0) return fail(errno);
  if (temporary_.empty()) {
    std::string name = temporary_name(name_);
    ::unlinkat(folder_.get(), name.c_str(), 0);
    if (::linkat(AT_FDCWD, descriptor_path(written_).c_str(), folder_.get(), name.c_str(),
                 AT_SYMLINK_FOLLOW) != 0)
      return fail(errno);
    temporary_ = std::move(name);
  }
  if (::renameat(folder_.get(), temporary_.c_str(), folder_.get(), name_.c_str()) == 0) {
    temporary_.clear();
    return {};
  }
  // A mount point, or another user's file in a folder such as /tmp.
  if (errno == EBUSY || errno == EPERM || errno == EACCES || errno == EXDEV) return write_in_place();
  return fail(errno);
}

Result<void> OutputFile::write_in_place() {
  // O_CREAT: the kernel's rules about others' files in /tmp apply only with it.
  Descriptor target(::openat(folder_.get(), name_.c_str(),
                             O_WRONLY | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK | O_CLOEXEC, 0600));
  struct stat st {};
  if (target.get() < 0 || ::fstat(target.get(), &st) != 0) return fail(errno);
  if (!S_ISREG(st.st_mode)) return Error{ErrorCode::kConflict, shown_ + " was changed meanwhile"};
  off_t size = ::lseek(written_.get(), 0, SEEK_END);
  if (size < 0) return fail(errno);
  if (size > 0 && ::fallocate(target.get(), FALLOC_FL_KEEP_SIZE, 0, size) != 0 &&
      (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
    return fail(errno);
  std::string block(kOutputBufferBytes, '\0');
  for (off_t at = 0; at < size;) {
    ssize_t got = ::pread(written_.get(), block.data(), block.size(), at);
    if (got <= 0) return fail(got < 0 ? errno : EIO);
    for (ssize_t done = 0; done < got;) {
      ssize_t put = ::pwrite(target.get(), block.data() + done, static_cast<size_t>(got - done), at + done);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return fail(errno);
      done += put;
    }
    at += got;
  }
  if (::ftruncate(target.get(), size) != 0 || (::fsync(target.get()) != 0 && errno != EINVAL))
    return fail(errno);
  return {};
}

Result<void> write_output(const std::string& path, std::string_view content, uint32_t mode) {
  ASSIGN_OR_RETURN(OutputFile file, OutputFile::open(path, mode));
  RETURN_IF_ERROR(file.write(content));
  return file.keep();
}

}  // namespace suit
