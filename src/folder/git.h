// A git repository as it lies on the disk, read by libgit2: nothing that its configuration names is ever run,
// and nothing is fetched or written.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

struct TrackedFile {
  std::string path;
  bool is_repository = false;  // a submodule: a repository of its own
};

struct Commit {
  std::string id;  // hexadecimal
  std::string author;
  std::string message;
  int64_t at_s = 0;
};

// Can git track a path that holds `name`, in whatever case, in the repository that `folder` is in? False is
// certain and quick: opening a repository costs some milliseconds, reading the index as bytes does not.
bool may_track(const std::string& folder, std::string_view name);

class GitRepository {
 public:
  // The repository that `folder`, an absolute path, lies in: its own or that of a parent. nullptr where there
  // is none. Errors: kUnsupported, where there is one that can't be read.
  static Result<std::unique_ptr<GitRepository>> find(const std::string& folder);
  ~GitRepository();

  // The working tree's absolute path, and what of the folder's path is below it: "" or "sub/folder".
  const std::string& top() const { return top_; }
  const std::string& prefix() const { return prefix_; }

  // What the index holds below the folder, paths counted from there, sorted. Errors: kCorrupt, kUnsupported
  // (of a split or sparse index).
  Result<std::vector<TrackedFile>> tracked() const;
  // The text of the file that core.excludesFile names, and of info/exclude; "" where there is none.
  std::string users_excludes() const;
  std::string own_excludes() const;
  std::string user_name() const;

  // The newest commits of HEAD that changed something below the folder, newest first, with the paths they
  // changed, counted from there; merges are passed over. `visit` ends it with false. Errors: kNotFound (no
  // commit yet), kCorrupt.
  Result<void> history(
      size_t most,
      const std::function<bool(const Commit&, const std::vector<std::string>& paths)>& visit) const;
  // Which lines of the files below the folder, as they stand, are newer than HEAD's nth ancestor (0: HEAD
  // itself; of first parents): by path, from 1. Errors: kNotFound (there is no such ancestor).
  Result<std::map<std::string, std::vector<std::pair<size_t, size_t>>>> newer_lines(size_t ancestor) const;
  // The difference between a commit and the working tree, as a patch in git's format, of what is below the
  // folder. Its lines are those of the files as they are shown: with their secrets masked, also where the
  // line alone does not tell that it has one. Errors: kNotFound (there is no such revision).
  Result<std::string> difference(const std::string& revision) const;

 private:
  class Impl;
  GitRepository(std::unique_ptr<Impl> impl, std::string top, std::string prefix);
  Result<void> with_difference(const std::string& revision, uint32_t context_lines,
                               const std::function<Result<void>(void* diff)>& use) const;
  std::optional<std::string> below(std::string_view path) const;  // of one that counts from the top
  std::unique_ptr<Impl> impl_;
  std::string top_, prefix_;
};

// user.name, of the repository that the folder lies in, else of the user's own configuration; "" where there
// is none.
std::string git_user_name(const std::string& folder);

// Once, before any use of it.
void begin_libgit2();

}  // namespace suit
