#include "functions/receipt_base.h"

#include <algorithm>

#include "base/text.h"
#include "folder/folder.h"

namespace suit::functions {
namespace {

Error no_receipt(const std::string& why) {
  return {ErrorCode::kUnsupported, "the base can't be described in a receipt: " + why};
}

// Of a mode git keeps only whether the file is executable.
void keep_modes_of_git(std::vector<FileEdit>& files) {
  for (FileEdit& file : files)
    if (file.after.type == FileType::kFile) file.after.mode = file.after.mode & 0100 ? 0755 : 0644;
}

Result<BaseFiles> listed_base(Files& disk, const std::vector<std::string>& except) {
  BaseFiles base;
  Folder folder(disk);
  ASSIGN_OR_RETURN(auto list, folder.list());
  uint64_t bytes = 0;
  for (const FolderFile& file : *list) {
    if (std::find(except.begin(), except.end(), disk.root() + "/" + file.path) != except.end()) continue;
    FileEdit added{.path = file.path, .before = {}, .after = {}};
    ASSIGN_OR_RETURN(added.after, read_version(disk, file.path, kDifferentFileBytesMax));
    bytes += added.after.content.size();
    if (bytes > kDifferenceBytesMax)
      return no_receipt("it has more than " + human_bytes(kDifferenceBytesMax));
    base.files.push_back(std::move(added));
  }
  if (!folder.skipped().empty()) return no_receipt(folder.skipped().front());
  keep_modes_of_git(base.files);
  return base;
}

}  // namespace

Receipt::Base BaseFiles::shown() const {
  Receipt::Base base{.digest = digest_of_files(files), .files = static_cast<int64_t>(files.size())};
  if (!commit.empty()) base.commit = commit;
  if (commit.empty() || edits.empty()) return base;
  base.edits.emplace();
  for (const FileEdit& edit : edits) base.edits->push_back(receipt_edit(edit));
  return base;
}

Result<BaseFiles> base_of_version(const GitRepository& repository, FolderVersion version) {
  if (version.surroundings && !version.surroundings->notes.empty())
    return no_receipt(version.surroundings->notes.front());
  BaseFiles base{.commit = version.commit};
  FolderVersion commit{.commit = version.commit, .files = version.files};
  ASSIGN_OR_RETURN(FolderDifference all, difference_between(repository, {}, version));
  ASSIGN_OR_RETURN(FolderDifference edits, difference_between(repository, commit, version));
  base.files = std::move(all.edits);
  keep_modes_of_git(base.files);
  base.edits = std::move(edits.edits);
  base.version = std::move(version);
  return base;
}

Result<BaseFiles> base_on_disk(const std::string& root, const std::vector<std::string>& except) {
  ASSIGN_OR_RETURN(auto disk, open_files(root));
  ASSIGN_OR_RETURN(auto repository, GitRepository::find(root));
  if (!repository) return listed_base(*disk, except);
  auto head = repository->commit_of("HEAD");
  ASSIGN_OR_RETURN(FolderVersion version, version_on_disk(*repository, head ? *head : "", *disk));
  for (const std::string& path : except)
    if (path.starts_with(disk->root() + "/")) version.changed.erase(path.substr(disk->root().size() + 1));
  return base_of_version(*repository, std::move(version));
}

Result<BaseFiles> find_base(const Receipt& receipt, const std::string& root, const AcceptedBase& accepted,
                            const std::vector<std::string>& except) {
  auto is_it = [&](const BaseFiles& base) { return digest_of_files(base.files) == receipt.base.digest; };
  auto differs = [&](const std::string& why) {
    return Error{ErrorCode::kConflict, "the base differs: " + why};
  };
  const std::vector<Receipt::Edit> edits = receipt.base.edits.value_or(std::vector<Receipt::Edit>());
  ASSIGN_OR_RETURN(auto repository, GitRepository::find(root));
  std::string commit = receipt.base.commit.value_or(""), shown = "the commit " + commit.substr(0, 12);
  if (accepted.commit) {
    if (!repository) return Error{ErrorCode::kUnsupported, "--base: this folder is not in a git repository"};
    ASSIGN_OR_RETURN(std::string wanted, repository->commit_of(*accepted.commit));
    ASSIGN_OR_RETURN(FolderVersion version, version_of(*repository, wanted));
    ASSIGN_OR_RETURN(BaseFiles base, base_of_version(*repository, std::move(version)));
    if (is_it(base)) return base;
    return differs("it is not " + printable(*accepted.commit) + ", but " +
                   (commit.empty() ? "a folder without a commit" : shown) +
                   (edits.empty() ? "" : " with " + counted(edits.size(), "edit")));
  }
  bool has_commit = !commit.empty() && repository && repository->commit_of(commit);
  if (has_commit && (edits.empty() || accepted.edits)) {
    ASSIGN_OR_RETURN(FolderVersion version, version_of(*repository, commit));
    for (const Receipt::Edit& edit : edits) version.changed[edit.path] = version_after(edit);
    ASSIGN_OR_RETURN(BaseFiles base, base_of_version(*repository, std::move(version)));
    if (is_it(base)) return base;
  }
  ASSIGN_OR_RETURN(BaseFiles disk, base_on_disk(root, except));
  if (is_it(disk)) return disk;
  if (has_commit && !edits.empty() && !accepted.edits)
    return differs("it is " + shown + " with edits that only the receipt has, of " +
                   printable(edits[0].path) +
                   (edits.size() > 1 ? " and " + counted(edits.size() - 1, "other file") : "") +
                   "; --base-edits accepts them");
  std::string why = "the folder has other files";
  if (has_commit) why = "neither " + shown + " nor the folder has the receipt's files";
  if (!has_commit && !commit.empty()) why += ", and " + shown + " is not in a repository here";
  size_t files = static_cast<size_t>(receipt.base.files);
  if (files != disk.files.size())
    why +=
        " (" + counted(disk.files.size(), "file") + " here, " + counted(files, "file") + " in the receipt)";
  return differs(why);
}

}  // namespace suit::functions
