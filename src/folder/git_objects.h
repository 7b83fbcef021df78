// libgit2's objects with owners, for the files that implement GitRepository.
#pragma once

#include <git2.h>

#include <memory>
#include <string>

#include "base/text.h"
#include "folder/git.h"

namespace suit {

template <class T, void (*kFree)(T*)>
struct FreedByGit {
  void operator()(T* object) const { kFree(object); }
};
template <class T, void (*kFree)(T*)>
using Owned = std::unique_ptr<T, FreedByGit<T, kFree>>;
using OwnedRepository = Owned<git_repository, git_repository_free>;
using OwnedIndex = Owned<git_index, git_index_free>;
using OwnedConfig = Owned<git_config, git_config_free>;
using OwnedWalk = Owned<git_revwalk, git_revwalk_free>;
using OwnedCommit = Owned<git_commit, git_commit_free>;
using OwnedTree = Owned<git_tree, git_tree_free>;
using OwnedTreeEntry = Owned<git_tree_entry, git_tree_entry_free>;
using OwnedDiff = Owned<git_diff, git_diff_free>;
using OwnedBlob = Owned<git_blob, git_blob_free>;
using OwnedObject = Owned<git_object, git_object_free>;
using OwnedReference = Owned<git_reference, git_reference_free>;
using OwnedStore = Owned<git_odb, git_odb_free>;

// Passes out-parameters to libgit2: get(owner, [&](auto** out) { return git_…(out, …); }).
template <class Owner, class Call>
int get(Owner& owner, const Call& call) {
  typename Owner::pointer object = nullptr;
  int code = call(&object);
  owner.reset(object);
  return code;
}

inline Error error_from_git(int code, const std::string& what) {
  const git_error* last = git_error_last();
  std::string message =
      what + ": " +
      (last && last->message ? printable(last->message) : "libgit2 says " + std::to_string(code));
  return {code == GIT_ENOTFOUND || code == GIT_EUNBORNBRANCH ? ErrorCode::kNotFound : ErrorCode::kCorrupt,
          message};
}

class GitRepository::Impl {
 public:
  OwnedRepository repository;
};

}  // namespace suit
