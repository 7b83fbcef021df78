// The folder's files behind one interface, so that a test can fail the nth call.
// Paths are relative to the folder, can't leave it and never pass through a symbolic link: the kernel
// enforces it (openat2 with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS). Paths are bytes; they need not be
// UTF-8.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

enum class FileType { kAbsent, kFile, kDirectory, kSymlink, kOther };

struct FileInfo {
  FileType type = FileType::kAbsent;
  uint32_t mode = 0;  // permission bits, 07777
  uint64_t size = 0;  // bytes
  uint64_t links = 0;
  uint64_t inode = 0;  // the same for two names of one file
  bool owned =
      true;  // a new file in its place could have the same owner: it is this user's, or the user is root
  int64_t changed_ns = 0;   // last change of content or metadata (ctime); can't be set
  int64_t modified_ns = 0;  // last change of content (mtime), or what someone set it to
};

struct DirectoryEntry {
  std::string name;
  FileType type = FileType::kOther;
};

class Files {
 public:
  virtual ~Files() = default;

  // The entry at the path itself (links are not followed). A missing path is kAbsent, not an error.
  virtual Result<FileInfo> info(std::string_view path) = 0;

  // The content of a regular file, or the target of a symbolic link.
  // Errors: kNotFound, kDenied, kLimit (larger than limit_bytes), kInvalid (a directory, device, socket,
  // pipe).
  virtual Result<std::string> read(std::string_view path, uint64_t limit_bytes) = 0;

  // Entries of a directory ("" is the folder itself), sorted by bytes, without "." and "..".
  virtual Result<std::vector<DirectoryEntry>> list(std::string_view path) = 0;

  // Creates a file (or a link with target `content`); kConflict if the path exists. Not durable before
  // sync().
  virtual Result<void> create(std::string_view path, FileType type, uint32_t mode,
                              std::string_view content) = 0;

  // Gives `to` the owner and extended attributes of `from`, as far as this user may; never file capabilities.
  virtual Result<void> copy_attributes(std::string_view from, std::string_view to) = 0;

  // Flushes a file, or a directory's entries ("" is the folder).
  virtual Result<void> sync(std::string_view path) = 0;

  virtual Result<void> exchange(std::string_view a, std::string_view b) = 0;  // atomically; both must exist
  virtual Result<void> move(std::string_view from, std::string_view to) = 0;  // kConflict if `to` exists
  // A second name for the same file or link; kConflict if `to` exists.
  virtual Result<void> link(std::string_view from, std::string_view to) = 0;
  virtual Result<void> remove(std::string_view path) = 0;  // a file or link; absent is success
  // The umask applies to `mode`. kConflict if the path exists.
  virtual Result<void> make_directory(std::string_view path, uint32_t mode = 0777) = 0;
  virtual Result<void> remove_directory(std::string_view path) = 0;  // kConflict if it is not empty

  // The folder's absolute path, without a final slash.
  virtual const std::string& root() const = 0;
};

// The implementation on the real file system. Errors: kNotFound, kDenied; kUnsupported if the kernel lacks
// openat2 (before 5.6). Thread-safe: its only state is the folder's descriptor.
Result<std::unique_ptr<Files>> open_files(const std::string& folder);

// Files outside the folder, by absolute path: the user's settings, an editor's scratch file. Links are
// followed.
Result<std::string> read_file(const std::string& path, uint64_t limit_bytes);
Result<void> write_file(const std::string& path, std::string_view content, uint32_t mode);

// Gives the open file `to` the owner and extended attributes of `from`, as far as this user may; never
// capabilities.
Result<void> copy_attributes(int from, int to);

// Holds an exclusive lock on a file during its lifetime; the kernel releases it when the process dies.
class FileLock {
 public:
  // Creates a missing file. Waits up to wait_ms. Errors: kBusy, kIo, kDenied.
  static Result<FileLock> acquire(const std::string& path, int wait_ms);
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace suit
