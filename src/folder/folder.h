// The folder as a proposer sees it: which files there are, and what is in them. Read-only.
// The files are git's (`git ls-files -co --exclude-standard`), less what .ignore and .suitignore name and
// .suit: tracked ones, and others that .gitignore (its parents' too), .git/info/exclude and core.excludesFile
// do not name; a repository within it is git's business no more. Without a repository the .gitignore files
// count all the same. A folder that its own repository ignores stands alone. Nothing from the folder is run.
// Never follows symbolic links.
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
  // Errors: those of the folder itself; a sub-folder that can't be read is left out and named in skipped().
  Result<const std::vector<FolderFile>*> list();
  // Is it in the list? What is not, a proposer neither reads nor writes: git's own files, what is ignored.
  // Errors: those of list().
  Result<bool> lists(std::string_view path);
  const std::vector<std::string>& skipped() const { return skipped_; }
  // Repositories within it, whose files are not in the list: submodules and clones.
  const std::vector<std::string>& repositories() const { return repositories_; }

  // Regular files among the list whose path `accept` takes and whose content has `needle`, is text and not
  // larger than kFolderFileBytesMax; sorted. Reads on all cores. An empty needle takes every text file. Files
  // that can't be read, are too large, or are binary though they have it, are added to skipped() with the
  // reason.
  Result<std::vector<std::string>> containing(std::string_view needle,
                                              const std::function<bool(std::string_view path)>& accept);

  // The same for several needles at once, read once: a list of paths for each.
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
