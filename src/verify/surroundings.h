// Files of a folder that no proposal shows and that decide what the run of a check does: environments,
// installed packages, caches, files that git ignores. docs/verify.md says what is promised.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"

namespace suit {

class Surroundings {
 public:
  // Walks the folder, without what git itself keeps. `files` must outlive this object. An environment's
  // bytecode counts as a cache if it was written so much later than the first of its package: it is neither
  // of the installation nor of the first use.
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

  Files& files_;
  bool is_whole_ = true;  // every entry was seen
  std::vector<std::string> caches_, environments_, node_modules_, metadata_, cmake_folders_;
};

}  // namespace suit
