// A git repository on disk, read by libgit2: never runs commands of its configuration, never fetches or
// writes.
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
  bool is_assumed = false;     // git was told not to compare it: assume-unchanged, skip-worktree
};

// A file of a commit, by the id of its content.
struct GitFile {
  enum class Kind { kFile, kExecutable, kLink, kRepository };
  std::string path;  // relative to the folder
  Kind kind = Kind::kFile;
  std::string id;  // hexadecimal; of kRepository: the submodule's commit
};

struct Commit {
  std::string id;  // hexadecimal
  std::string author;
  std::string message;
  int64_t at_s = 0;
};

// Can git track a path that contains `name`, in any case, in the repository of `folder`? False is certain and
// fast: opening a repository takes some milliseconds, reading the index as bytes does not.
bool may_track(const std::string& folder, std::string_view name);

class GitRepository {
 public:
  // The repository that contains `folder`, an absolute path, or one of its parents. nullptr for none. Errors:
  // kUnsupported if it can't be read.
  static Result<std::unique_ptr<GitRepository>> find(const std::string& folder);
  // The bare repository at an absolute path. In a hook that decides about a push, the pushed objects are
  // visible too. Errors: kUnsupported if it can't be read.
  static Result<std::unique_ptr<GitRepository>> bare(const std::string& path);
  ~GitRepository();

  // The working tree's absolute path, and the folder's path below it: "" or "sub/folder".
  const std::string& top() const { return top_; }
  const std::string& prefix() const { return prefix_; }

  // The index entries below the folder, with paths relative to it, sorted. Errors: kCorrupt, kUnsupported (a
  // split or sparse index).
  Result<std::vector<TrackedFile>> tracked() const;
  // The text of core.excludesFile, and of info/exclude; "" for none.
  std::string users_excludes() const;
  std::string own_excludes() const;
  std::string user_name() const;
  // A text of git's settings, of the repository, the user and the system; "" for none. `name` in lower case.
  std::string setting(const std::string& name) const;
  // The folder of what all working trees share, absolute, with a final slash: hooks, objects.
  std::string common_folder() const;

  // The newest commits of HEAD with changes below the folder, newest first, with the changed paths relative
  // to it; merges are skipped. `visit` ends it with false. Errors: kNotFound (no commit yet), kCorrupt.
  Result<void> history(
      size_t most,
      const std::function<bool(const Commit&, const std::vector<std::string>& paths)>& visit) const;
  // Lines of the present files below the folder that are newer than HEAD's nth first-parent ancestor (0: HEAD
  // itself): by path, from 1. Errors: kNotFound (no such ancestor).
  Result<std::map<std::string, std::vector<std::pair<size_t, size_t>>>> newer_lines(size_t ancestor) const;
  // The difference between a commit and the working tree below the folder, as a patch in git's format. Its
  // lines are those of the masked files, also where a line alone does not reveal its secret. Errors:
  // kNotFound (no such revision).
  Result<std::string> difference(const std::string& revision) const;

  // git_commits.cc:

  // The id of the commit that a revision names. Errors: kNotFound.
  Result<std::string> commit_of(const std::string& revision) const;
  // The newest common ancestor of two commits; "" for none. Errors: kNotFound (no such commit).
  Result<std::string> merge_base(const std::string& a, const std::string& b) const;
  // The commit to which HEAD's branch is compared, and its name: the branch that it tracks on a remote, else
  // the remote's default branch. A branch of this repository doesn't count. nullopt for none.
  struct Upstream {
    std::string name, commit;
  };
  std::optional<Upstream> upstream(const std::string& remote = "origin") const;
  // The branches known of a remote.
  std::vector<Upstream> remote_branches(const std::string& remote) const;
  // The branch that HEAD names, such as "refs/heads/main"; "" for none. It need not exist.
  std::string head_name() const;
  // The files of a commit below the folder, sorted by path. Errors: kNotFound, kCorrupt.
  Result<std::vector<GitFile>> files_of(const std::string& commit) const;
  // The content of a file as a checkout of the commit writes it: with its line ends, by the commit's
  // attributes. Errors: kNotFound, kCorrupt.
  Result<std::string> content_of(const GitFile& file, const std::string& commit) const;
  // The text of a file of a commit, by its path below the top. Errors: kNotFound.
  Result<std::string> text_at(const std::string& commit, const std::string& path) const;

 private:
  class Impl;
  GitRepository(std::unique_ptr<Impl> impl, std::string top, std::string prefix);
  Result<void> with_difference(const std::string& revision, uint32_t context_lines,
                               const std::function<Result<void>(void* diff)>& use) const;
  std::optional<std::string> below(std::string_view path) const;  // of a path that is relative to the top
  std::unique_ptr<Impl> impl_;
  std::string top_, prefix_;
};

// user.name, from the repository that contains the folder, else from the user's own configuration; "" for
// none.
std::string git_user_name(const std::string& folder);

// The id that git gives to a file with this content. Thread-safe.
std::string git_id_of(std::string_view content);

// Call it before any use of libgit2. Thread-safe.
void begin_libgit2();

}  // namespace suit
