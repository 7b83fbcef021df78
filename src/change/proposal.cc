#include "change/proposal.h"

#include <algorithm>

#include "base/text.h"

namespace suit {

FileVersion FileVersion::file(std::string content, uint32_t mode) {
  Digest digest = Digest::of(content);
  return {FileType::kFile, mode, digest, std::move(content)};
}

FileVersion FileVersion::symlink(std::string target) {
  Digest digest = Digest::of(target);
  return {FileType::kSymlink, 0, digest, std::move(target)};
}

Result<FileVersion> read_version(Files& files, std::string_view path, uint64_t limit_bytes) {
  ASSIGN_OR_RETURN(FileInfo info, files.info(path));
  switch (info.type) {
    case FileType::kAbsent:
      return FileVersion::absent();
    case FileType::kFile: {
      ASSIGN_OR_RETURN(std::string content, files.read(path, limit_bytes));
      return FileVersion::file(std::move(content), info.mode);
    }
    case FileType::kSymlink: {
      ASSIGN_OR_RETURN(std::string target, files.read(path, limit_bytes));
      return FileVersion::symlink(std::move(target));
    }
    case FileType::kDirectory:
    case FileType::kOther:
      break;
  }
  return Error{ErrorCode::kInvalid, printable(path) + " is neither a file nor a symbolic link"};
}

Result<void> normalise(Proposal& proposal) {
  std::erase_if(proposal.edits, [](const FileEdit& edit) { return edit.before.same_as(edit.after); });
  std::sort(proposal.edits.begin(), proposal.edits.end(),
            [](const FileEdit& a, const FileEdit& b) { return a.path < b.path; });
  if (proposal.edits.empty()) return Error{ErrorCode::kInvalid, "the proposal changes nothing"};
  std::vector<std::string> kept;  // the remaining paths, to find one below another
  for (size_t i = 0; i < proposal.edits.size(); ++i) {
    const FileEdit& edit = proposal.edits[i];
    if (!is_inner_path(edit.path))
      return Error{ErrorCode::kInvalid,
                   "the proposal names a path outside the folder: " + printable(edit.path)};
    if (i > 0 && proposal.edits[i - 1].path == edit.path)
      return Error{ErrorCode::kInvalid, "the proposal edits " + printable(edit.path) + " twice"};
    if (edit.after.type != FileType::kAbsent) kept.push_back(edit.path);
  }
  for (const std::string& path : kept)
    for (std::string_view parent = parent_of(path); !parent.empty(); parent = parent_of(parent))
      if (std::binary_search(kept.begin(), kept.end(), parent))
        return Error{ErrorCode::kInvalid,
                     "the proposal makes " + printable(parent) + " both a file and a folder"};
  return {};
}

void note_attributes(Files& files, Proposal& proposal) {
  std::vector<std::string> owners, links, set_ids;
  for (const FileEdit& edit : proposal.edits) {
    if (edit.after.type != FileType::kFile) continue;
    bool changes = edit.before.type == FileType::kFile;
    if (!changes && edit.moved_from.empty()) continue;
    auto info = files.info(changes ? edit.path : edit.moved_from);
    if (!info || info->type != FileType::kFile) continue;
    if (info->mode & 07000) set_ids.push_back(printable(edit.path));
    if (!info->owned) owners.push_back(printable(edit.path));
    if (info->links > 1) links.push_back(printable(edit.path));
  }
  auto note = [&](const std::string& what, const std::vector<std::string>& paths) {
    if (paths.empty()) return;
    std::string text = what + ": ";
    for (size_t i = 0; i < std::min<size_t>(paths.size(), 3); ++i) text += (i ? ", " : "") + paths[i];
    if (paths.size() > 3) text += " and " + counted(paths.size() - 3, "more file");
    proposal.notes.push_back(std::move(text));
  };
  note("it belongs to somebody else and will be yours", owners);
  note("its set-user-ID, set-group-ID or sticky bit is dropped", set_ids);
  note("a hard link is split, its other name keeps the old content", links);
}

const FileEdit* source_of_move(const std::vector<FileEdit>& edits, const FileEdit& edit) {
  if (edit.moved_from.empty()) return nullptr;
  auto it = std::lower_bound(edits.begin(), edits.end(), edit.moved_from,
                             [](const FileEdit& one, const std::string& path) { return one.path < path; });
  bool found = it != edits.end() && it->path == edit.moved_from && it->after.type == FileType::kAbsent;
  return found ? &*it : nullptr;
}

}  // namespace suit
