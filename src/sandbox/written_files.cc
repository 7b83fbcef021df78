#include "sandbox/written_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "base/descriptor.h"

namespace suit {
namespace {

constexpr size_t kEntriesMax = 50'000;
constexpr uint64_t kComparedBytesMax = uint64_t{256} << 20;

std::optional<struct stat> status_of(int folder, const std::string& path) {
  struct stat st;
  if (folder < 0 || ::fstatat(folder, path.c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0) return {};
  return st;
}

std::optional<std::string> target_of(int folder, const std::string& path) {
  char target[4096];
  ssize_t length = ::readlinkat(folder, path.c_str(), target, sizeof target);
  if (length < 0) return {};
  return std::string(target, static_cast<size_t>(length));
}

std::vector<std::string> names_in(int folder) {
  std::vector<std::string> names;
  int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* directory = again < 0 ? nullptr : ::fdopendir(again);
  if (!directory) return names;
  while (dirent* entry = ::readdir(directory))
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
      names.emplace_back(entry->d_name);
  ::closedir(directory);
  return names;
}

// With userxattr a removed file is a device 0:0, or an empty file with this attribute.
bool is_whiteout(int folder, const std::string& path, const struct stat& st) {
  if (S_ISCHR(st.st_mode)) return st.st_rdev == 0;
  if (!S_ISREG(st.st_mode) || st.st_size != 0) return false;
  Descriptor file(::openat(folder, path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  return file.get() >= 0 && ::fgetxattr(file.get(), "user.overlay.whiteout", nullptr, 0) >= 0;
}

bool is_opaque(int folder) {
  char value = 0;
  return ::fgetxattr(folder, "user.overlay.opaque", &value, 1) == 1 && value == 'y';
}

class Comparison {
 public:
  Comparison(const FolderLayers& layers, const std::vector<FileEdit>& edits) : layers_(layers) {
    for (const FileEdit& edit : edits) edits_[edit.path] = &edit;
  }

  std::vector<std::string> all() {
    look_into(layers_.upper, "", false);
    std::sort(found_.begin(), found_.end());
    return std::move(found_);
  }

 private:
  bool is_over() const {
    return found_.size() >= kWrittenFilesMax || entries_ > kEntriesMax || bytes_ > kComparedBytesMax;
  }

  void look_into(int upper, const std::string& below, bool hides) {
    hides |= is_opaque(upper);
    std::vector<std::string> names = names_in(upper);
    for (const std::string& name : names) {
      if (is_over()) return;
      ++entries_;
      std::string path = below + name;
      auto st = status_of(upper, name);
      if (!st) continue;
      bool is_folder = S_ISDIR(st->st_mode);
      if (is_folder) {
        Descriptor inner(::openat(upper, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (inner.get() >= 0) look_into(inner.get(), path + "/", hides);
      }
      if (is_folder || is_whiteout(upper, name, *st))
        note_missing(path, is_folder);
      else
        compare(path, *st);
    }
    if (!hides) return;
    std::sort(names.begin(), names.end());
    Descriptor lower(::openat(layers_.lower, below.empty() ? "." : below.c_str(),
                              O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (lower.get() < 0) return;
    for (const std::string& name : names_in(lower.get()))
      if (!std::binary_search(names.begin(), names.end(), name)) note_missing(below + name, false);
  }

  // The path itself is no file now; if `is_folder`, what the lower layer has in a folder there still is.
  void note_missing(const std::string& path, bool is_folder) {
    if (is_over()) return;
    auto edit = edits_.find(path);
    if (edit != edits_.end()) {
      if (edit->second->after.type != FileType::kAbsent) found_.push_back(path);
      return;
    }
    auto was = status_of(layers_.lower, path);
    if (!was) return;
    ++entries_;
    if (S_ISREG(was->st_mode) || S_ISLNK(was->st_mode)) found_.push_back(path);
    if (!S_ISDIR(was->st_mode) || is_folder) return;
    Descriptor lower(::openat(layers_.lower, path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (lower.get() < 0) return;
    for (const std::string& name : names_in(lower.get())) note_missing(path + "/" + name, false);
  }

  void compare(const std::string& path, const struct stat& st) {
    if (auto edit = edits_.find(path); edit != edits_.end()) {
      const FileVersion& after = edit->second->after;
      if (after.type == FileType::kAbsent) return;  // a new file where the edits have none
      if (differs_from(path, st, after)) found_.push_back(path);
      return;
    }
    auto was = status_of(layers_.lower, path);
    if (!was || !(S_ISREG(was->st_mode) || S_ISLNK(was->st_mode))) return;
    bool same_type = (was->st_mode & S_IFMT) == (st.st_mode & S_IFMT);
    bool differs = !same_type || (S_ISREG(st.st_mode) && was->st_size != st.st_size);
    if (!differs)
      differs = S_ISLNK(st.st_mode) ? target_of(layers_.lower, path) != target_of(layers_.upper, path)
                                    : !have_same_content(path, static_cast<uint64_t>(st.st_size));
    if (differs) found_.push_back(path);
  }

  bool differs_from(const std::string& path, const struct stat& st, const FileVersion& after) {
    if (after.type == FileType::kSymlink)
      return !S_ISLNK(st.st_mode) || target_of(layers_.upper, path) != after.content;
    if (!S_ISREG(st.st_mode) || static_cast<uint64_t>(st.st_size) != after.content.size()) return true;
    bytes_ += after.content.size();
    Descriptor file(::openat(layers_.upper, path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    size_t at = 0;
    return file.get() >= 0 && !each_block(file.get(), [&](std::string_view block) {
             bool same = std::string_view(after.content).substr(at, block.size()) == block;
             at += block.size();
             return same;
           });
  }

  // Also if one can't be read.
  bool have_same_content(const std::string& path, uint64_t bytes) {
    bytes_ += bytes;
    Descriptor upper(::openat(layers_.upper, path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)),
        lower(::openat(layers_.lower, path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (upper.get() < 0 || lower.get() < 0) return true;
    std::string other;
    off_t at = 0;
    return each_block(upper.get(), [&](std::string_view block) {
      other.resize(block.size());
      ssize_t got = ::pread(lower.get(), other.data(), other.size(), at);
      at += static_cast<off_t>(block.size());
      return got >= 0 && block == std::string_view(other).substr(0, static_cast<size_t>(got));
    });
  }

  // False as soon as `is_same` says so.
  template <typename IsSame>
  static bool each_block(int file, const IsSame& is_same) {
    char block[65536];
    for (;;) {
      ssize_t got = ::read(file, block, sizeof block);
      if (got <= 0) return true;
      if (!is_same(std::string_view(block, static_cast<size_t>(got)))) return false;
    }
  }

  const FolderLayers& layers_;
  std::map<std::string_view, const FileEdit*> edits_;
  size_t entries_ = 0;
  uint64_t bytes_ = 0;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> written_files(const FolderLayers& layers, const std::vector<FileEdit>& edits) {
  if (layers.upper < 0 || layers.lower < 0) return {};
  return Comparison(layers, edits).all();
}

}  // namespace suit
