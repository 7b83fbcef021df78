#include "propose/program/scratch.h"

#include "base/text.h"

namespace suit {
namespace {

Error no_path(std::string_view path) {
  return {ErrorCode::kInvalid, printable(path) + " is not a path inside the folder",
          "give it relative to the folder's top"};
}

Error not_listed(std::string_view path) {
  return {
      ErrorCode::kDenied,
      printable(path) + " is not one of the folder's files: git ignores it, or it is git's or Suit's own"};
}

}  // namespace

Result<FileVersion> read_listed_version(Folder& folder, std::string_view path) {
  ASSIGN_OR_RETURN(FileVersion version, read_version(folder.files(), path, kFolderFileBytesMax));
  if (version.type == FileType::kAbsent) return version;
  ASSIGN_OR_RETURN(bool listed, folder.lists(path));
  if (!listed) return not_listed(path);
  return version;
}

Result<std::vector<std::string>> Scratch::list() {
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, folder_.list());
  std::vector<std::string> paths;
  for (const FolderFile& file : *all) {
    auto it = changed_.find(file.path);
    if (it == changed_.end() || it->second.after.type != FileType::kAbsent) paths.push_back(file.path);
  }
  for (auto& [path, edit] : changed_)
    if (edit.before.type == FileType::kAbsent && edit.after.type != FileType::kAbsent) paths.push_back(path);
  std::sort(paths.begin(), paths.end());
  return paths;
}

Result<std::string> Scratch::read(std::string_view path) {
  if (!is_inner_path(path)) return no_path(path);
  auto it = changed_.find(path);
  if (it != changed_.end()) {
    if (it->second.after.type == FileType::kAbsent)
      return Error{ErrorCode::kNotFound, printable(path) + " was removed"};
    return it->second.after.content;
  }
  ASSIGN_OR_RETURN(FileInfo info, folder_.info(path));
  if (info.type == FileType::kAbsent)
    return Error{ErrorCode::kNotFound, "there is no file " + printable(path)};
  ASSIGN_OR_RETURN(bool listed, folder_.lists(path));
  if (!listed) return not_listed(path);
  if (info.type != FileType::kFile)
    return Error{ErrorCode::kInvalid, printable(path) + " is not a regular file"};
  ASSIGN_OR_RETURN(std::string content, folder_.read(path));
  if (is_binary(content)) return Error{ErrorCode::kInvalid, printable(path) + " is not text"};
  return content;
}

Result<FileVersion> Scratch::version(std::string_view path) {
  if (!is_inner_path(path)) return no_path(path);
  auto it = changed_.find(path);
  if (it != changed_.end()) return it->second.after;
  return original(path);
}

Result<FileVersion> Scratch::original(std::string_view path) {
  return read_listed_version(folder_, path);
}

Result<FileEdit*> Scratch::entry(std::string_view path) {
  if (!is_inner_path(path)) return no_path(path);
  if (!task_.scope.contains(path))
    return Error{ErrorCode::kDenied,
                 printable(path) + " is outside the scope of the task: it can't be changed"};
  auto it = changed_.find(path);
  if (it != changed_.end()) return &it->second;
  ASSIGN_OR_RETURN(FileVersion before, read_listed_version(folder_, path));
  if (before.type == FileType::kSymlink)
    return Error{ErrorCode::kInvalid, printable(path) + " is a symbolic link: it can't be edited"};
  return &changed_.emplace(std::string(path), FileEdit{std::string(path), before, before, {}}).first->second;
}

Result<void> Scratch::write(std::string_view path, std::string content) {
  ASSIGN_OR_RETURN(FileEdit * edit, entry(path));
  uint32_t mode = edit->before.type == FileType::kFile ? edit->before.mode : 0644;
  edit->after = FileVersion::file(std::move(content), mode);
  ++changes_;
  return {};
}

Result<void> Scratch::remove(std::string_view path) {
  RETURN_IF_ERROR(read(path));
  ASSIGN_OR_RETURN(FileEdit * edit, entry(path));
  edit->after = FileVersion::absent();
  ++changes_;
  return {};
}

std::vector<FileEdit> Scratch::edits() const {
  std::vector<FileEdit> edits;
  for (auto& [path, edit] : changed_)
    if (!edit.before.same_as(edit.after)) edits.push_back(edit);
  return edits;
}

}  // namespace suit
