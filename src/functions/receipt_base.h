// The base of a receipt: the folder without the patch, as its files can be found again elsewhere.
#pragma once

#include <string>
#include <vector>

#include "folder/folder_version.h"
#include "functions/receipt.h"

namespace suit::functions {

struct BaseFiles {
  std::string commit = {};           // "": none
  std::vector<FileEdit> edits = {};  // from the commit to the base
  std::vector<FileEdit> files = {};  // all, as added ones with git's modes, sorted by path
  FolderVersion version = {};        // the same, as git knows it; without a commit it has no files

  Receipt::Base shown() const;
};

// The files on disk: those that git tracks, and others that it does not ignore; outside of a repository those
// that Folder lists. `except`: absolute paths to leave out, such as the receipt's own. Errors: kUnsupported
// (a file or submodule whose content is unknown), kLimit, those of the folder.
Result<BaseFiles> base_on_disk(const std::string& root, const std::vector<std::string>& except);
// Those of a version that git knows. Errors: the same.
Result<BaseFiles> base_of_version(const GitRepository& repository, FolderVersion version);

// Which bases count in a replay: a receipt says itself what its base is.
struct AcceptedBase {
  std::optional<std::string> commit = {};  // only this one
  bool edits = false;                      // also a commit with edits that only the receipt has
};
// The receipt's base, in this folder: its commit, else the files on disk. Errors: kConflict (none is accepted
// and has the receipt's digest; the message says why), kNotFound (no such commit), those above.
Result<BaseFiles> find_base(const Receipt& receipt, const std::string& root, const AcceptedBase& accepted,
                            const std::vector<std::string>& except);

}  // namespace suit::functions
