// Files of a folder that no proposal shows and that decide what the run of a check does: environments,
// installed packages, caches, files that git ignores. docs/verify.md says what is promised.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "folder/folder.h"

namespace suit {

class Surroundings {
 public:
  // Walks the folder, without what git itself keeps. `files` must outlive this object. An environment's
  // bytecode counts as a cache if it was written so much later than the first source or bytecode of its
  // package: it is not of the installation. So does bytecode that Python does not compare with its source.
  explicit Surroundings(Files& files, int64_t first_use_ns = 600'000'000'000);

  // Untracked paths without which a run does what the shown files say: bytecode, results of earlier runs,
  // compiled modules that come before their source, outputs of builds that the build tool did not write, all
  // of them if they are few. Sorted.
  const std::vector<std::string>& caches() const { return caches_; }

  // Why a person must be asked, a line each: installed files that differ from their package, ignored files
  // that are judge files or hide others. Reads much; uses all cores.
  std::vector<std::string> examine() const;

 private:
  void walk(int64_t first_use_ns);
  void keep_untracked();
  bool are_stated(std::string_view metadata, const std::vector<std::string>& manifests) const;
  bool is_copy_of_shown(Folder& folder, const std::vector<FolderFile>& list, const std::string& path) const;

  Files& files_;
  bool is_whole_ = true;  // every entry was seen
  std::vector<std::string> caches_, environments_, node_modules_, metadata_, cmake_folders_;
  std::vector<std::string> node_links_, start_modules_;
};

// What git is told not to see: tracked files that it does not compare (assume-unchanged, skip-worktree)
// though they are there, and settings of the repository that replace its differences. For checks that run
// git.
std::vector<std::string> blind_spots_of_git(Files& files);

}  // namespace suit
