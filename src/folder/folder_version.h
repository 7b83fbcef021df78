// Versions of the folder that git knows, and how they differ from what is on disk. Reads git's objects, never
// its index or its settings of what has changed: who can edit those can't hide a change.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "change/proposal.h"
#include "folder/git.h"

namespace suit {

// A commit's files, and what was on disk at some time if it differed from them.
struct FolderVersion {
  std::string commit;                               // "": no files
  std::vector<GitFile> files;                       // the commit's, sorted by path
  std::map<std::string, FileVersion> changed = {};  // absent: deleted
  // What was on disk then, besides files: set by version_on_disk().
  struct Surroundings {
    std::string excludes;                      // git's ignore rules outside of .gitignore files
    std::map<std::string, std::string> rules;  // .gitignore files that git ignores, such as a virtual
                                               // environment's own
    std::set<std::string> repositories;        // nested ones that are no submodules
    std::vector<std::string> notes;            // those of difference_to_disk()
  };
  std::optional<Surroundings> surroundings = {};
};

// Errors: those of GitRepository::files_of().
Result<FolderVersion> version_of(const GitRepository& repository, const std::string& commit);
// What is on disk now, on top of the commit. Errors: those of difference_to_disk().
Result<FolderVersion> version_on_disk(const GitRepository& repository, const std::string& commit,
                                      Files& disk);

struct FolderDifference {
  std::vector<FileEdit> edits = {};  // sorted by path
  // What can't be compared: a submodule at another commit, a file that is too large.
  std::vector<std::string> notes = {};
};

// From the version to what is on disk. Files count that the version has, that git's index has, and all others
// that the version's ignore rules don't ignore. Rules that the version lacks hide no judge file; a folder
// that they hide is noted, if the version knows its surroundings. Not compared: .git, Suit's own .suit,
// sockets and the like. Errors: kLimit (more than kDifferenceBytesMax), kIo, kDenied, kCorrupt.
Result<FolderDifference> difference_to_disk(const GitRepository& repository, const FolderVersion& version,
                                            Files& disk);
inline constexpr uint64_t kDifferenceBytesMax = 512u << 20;  // on both sides together
inline constexpr uint64_t kDifferentFileBytesMax = 64u << 20;

// From one version to another. Errors: kLimit, kCorrupt.
Result<FolderDifference> difference_between(const GitRepository& repository, const FolderVersion& from,
                                            const FolderVersion& to);

}  // namespace suit
