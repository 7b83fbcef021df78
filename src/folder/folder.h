// The folder as a proposer sees it: its list of files and their contents. Read-only.
// The list is git's (`git ls-files -co --exclude-standard`) without .suit and files that .ignore or
// .suitignore names: tracked files, and others that .gitignore (also of parents), .git/info/exclude and
// core.excludesFile do not ignore. Nested repositories are excluded. Outside a repository .gitignore files
// apply too. If its own repository ignores the folder, only rules within it apply. Runs nothing from the
// folder and follows no symbolic links.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace suit {

// Largest file that a proposer reads, in bytes.
inline constexpr uint64_t kFolderFileBytesMax = 32u << 20;

struct FolderFile {
  std::string path;
  FileType type = FileType::kFile;  // kFile or kSymlink
};

class Folder {
 public:
  explicit Folder(Files& files) : files_(files) {}

  // Files and links, sorted by path. Walked on the first call, then kept.
  // Errors: those of the folder itself; an unreadable sub-folder is left out and listed in skipped().
  Result<const std::vector<FolderFile>*> list();
  // Is it in the list? A proposer neither reads nor writes other paths: git's own files, ignored files.
  // Errors: those of list().
  Result<bool> lists(std::string_view path);
  const std::vector<std::string>& skipped() const { return skipped_; }
  // Nested repositories, whose files are not in the list: submodules and clones.
  const std::vector<std::string>& repositories() const { return repositories_; }

  // Listed regular files whose path `accept` accepts and whose content is text, contains `needle` and has at
  // most kFolderFileBytesMax; sorted. Reads on all cores. An empty needle matches every text file. Files that
  // can't be read, are too large, or are binary and contain the needle are added to skipped() with the
  // reason.
  Result<std::vector<std::string>> containing(std::string_view needle,
                                              const std::function<bool(std::string_view path)>& accept);

  // The same for several needles in one pass: a list of paths for each.
  Result<std::vector<std::vector<std::string>>> containing_each(
      const std::vector<std::string_view>& needles, const std::function<bool(std::string_view path)>& accept);

  Result<std::string> read(std::string_view path) { return files_.read(path, kFolderFileBytesMax); }
  Result<FileInfo> info(std::string_view path) { return files_.info(path); }
  Files& files() { return files_; }

 private:
  Files& files_;
  bool walked_ = false;
  std::vector<FolderFile> list_;
  std::vector<std::string> skipped_, repositories_;
};

}  // namespace suit
