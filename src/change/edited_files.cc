#include "change/edited_files.h"

#include "base/text.h"

namespace suit {
namespace {

Error for_reading_only() {
  return {ErrorCode::kUnsupported, "this version of the folder is for reading"};
}

}  // namespace

EditedFiles::EditedFiles(std::unique_ptr<Files> disk, const std::vector<FileEdit>& edits)
    : disk_(std::move(disk)) {
  for (const FileEdit& edit : edits) edits_[edit.path] = edit.after;
}

const FileVersion* EditedFiles::edited(std::string_view path, bool& is_above) const {
  is_above = false;
  if (auto it = edits_.find(path); it != edits_.end()) return &it->second;
  for (std::string_view above = parent_of(path); !above.empty(); above = parent_of(above)) {
    // A file or link on disk, or one that replaces a folder: nothing on disk is below it.
    if (auto it = edits_.find(above); it != edits_.end()) {
      is_above = true;
      return &it->second;
    }
  }
  return nullptr;
}

bool EditedFiles::has_files_below(std::string_view path) const {
  std::string folder = std::string(path) + "/";
  for (auto it = edits_.lower_bound(folder); it != edits_.end() && it->first.starts_with(folder); ++it)
    if (it->second.type != FileType::kAbsent) return true;
  return false;
}

Result<FileInfo> EditedFiles::info(std::string_view path) {
  bool is_above = false;
  const FileVersion* version = edited(path, is_above);
  if (version && !is_above && version->type != FileType::kAbsent)
    return FileInfo{
        .type = version->type, .mode = version->mode, .size = version->content.size(), .links = 1};
  if (has_files_below(path)) return FileInfo{.type = FileType::kDirectory, .mode = 0755};
  return version ? FileInfo{} : disk_->info(path);
}

Result<std::string> EditedFiles::read(std::string_view path, uint64_t limit_bytes) {
  bool is_above = false;
  const FileVersion* version = edited(path, is_above);
  if (!version) return disk_->read(path, limit_bytes);
  if (is_above || version->type == FileType::kAbsent)
    return Error{ErrorCode::kNotFound, printable(path) + " does not exist in this version of the folder"};
  if (version->content.size() > limit_bytes)
    return Error{ErrorCode::kLimit, printable(path) +
                                        " is too large: " + human_bytes(version->content.size()) +
                                        ", at most " + human_bytes(limit_bytes) + " is read"};
  return version->content;
}

Result<std::vector<DirectoryEntry>> EditedFiles::list(std::string_view path) {
  std::string folder = path.empty() ? "" : std::string(path) + "/";
  std::map<std::string, FileType> entries;
  bool is_above = false;
  if (edited(path, is_above)) {
    if (!has_files_below(path))
      return Error{ErrorCode::kNotFound, printable(path) + " is not a folder in this version"};
  } else if (auto on_disk = disk_->list(path)) {
    for (DirectoryEntry& entry : *on_disk) entries[entry.name] = entry.type;
  } else if (path.empty() || !has_files_below(path)) {
    return on_disk.error();
  }
  for (auto it = edits_.lower_bound(folder); it != edits_.end() && it->first.starts_with(folder); ++it) {
    std::string_view below = std::string_view(it->first).substr(folder.size());
    size_t slash = below.find('/');
    std::string name(below.substr(0, slash));
    if (slash != below.npos) {
      if (it->second.type != FileType::kAbsent) entries[name] = FileType::kDirectory;
    } else if (it->second.type != FileType::kAbsent) {
      entries[name] = it->second.type;
    } else if (!has_files_below(it->first)) {
      entries.erase(name);
    }
  }
  std::vector<DirectoryEntry> sorted;
  for (auto& [name, type] : entries) sorted.push_back({name, type});
  return sorted;
}

Result<void> EditedFiles::create(std::string_view, FileType, uint32_t, std::string_view) {
  return for_reading_only();
}
Result<void> EditedFiles::copy_attributes(std::string_view, std::string_view) {
  return for_reading_only();
}
Result<void> EditedFiles::sync(std::string_view) {
  return for_reading_only();
}
Result<void> EditedFiles::exchange(std::string_view, std::string_view) {
  return for_reading_only();
}
Result<void> EditedFiles::move(std::string_view, std::string_view) {
  return for_reading_only();
}
Result<void> EditedFiles::link(std::string_view, std::string_view) {
  return for_reading_only();
}
Result<void> EditedFiles::remove(std::string_view) {
  return for_reading_only();
}
Result<void> EditedFiles::make_directory(std::string_view, uint32_t) {
  return for_reading_only();
}
Result<void> EditedFiles::remove_directory(std::string_view) {
  return for_reading_only();
}

std::vector<FileEdit> reversed(std::vector<FileEdit> edits) {
  for (FileEdit& edit : edits) {
    std::swap(edit.before, edit.after);
    edit.moved_from.clear();
  }
  return edits;
}

}  // namespace suit
