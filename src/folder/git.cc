#include "folder/git.h"

#include <git2.h>
#include <sys/stat.h>
#include <filesystem>

#include <algorithm>

#include "base/files.h"
#include "base/secret.h"
#include "base/text.h"
#include "folder/git_objects.h"
#include "folder/text_file.h"

namespace suit {
namespace {

constexpr uint64_t kExcludesBytesMax = 1u << 20;

std::string text_of(const std::string& path, uint64_t limit_bytes = kExcludesBytesMax) {
  auto text = read_file(path, limit_bytes);
  return text ? std::move(*text) : std::string();
}

// A patch with the lines of the masked files: lines outside the patch may reveal that a line is secret.
class PatchText {
 public:
  PatchText(git_repository* repository, std::string top) : repository_(repository), top_(std::move(top)) {}
  std::string take() { return std::move(text_); }

  struct Side {
    std::string content;
    std::vector<std::string_view> lines;  // empty if nothing is masked
  };

  void add(const git_diff_delta& delta, const git_diff_line& line) {
    if (shown_ != &delta) {
      shown_ = &delta;
      show(delta.old_file, false, old_side_);
      show(delta.new_file, true, new_side_);
    }
    bool removed = line.origin == GIT_DIFF_LINE_DELETION;
    if (removed || line.origin == GIT_DIFF_LINE_ADDITION || line.origin == GIT_DIFF_LINE_CONTEXT) {
      text_ += line.origin;
      const Side& side = removed ? old_side_ : new_side_;
      auto number = static_cast<size_t>(std::max(removed ? line.old_lineno : line.new_lineno, 0));
      if (number > 0 && number <= side.lines.size()) {
        text_ += side.lines[number - 1];
        return;
      }
    }
    text_.append(line.content, line.content_len);
  }

 private:
  void show(const git_diff_file& file, bool in_folder, Side& side) {
    side = {};
    if (file.mode != GIT_FILEMODE_BLOB && file.mode != GIT_FILEMODE_BLOB_EXECUTABLE) return;
    OwnedBlob blob;
    if (in_folder) {
      side.content = text_of(top_ + "/" + file.path, kTextFileBytesMax);
    } else if (get(blob, [&](git_blob** out) { return git_blob_lookup(out, repository_, &file.id); }) == 0) {
      side.content.assign(static_cast<const char*>(git_blob_rawcontent(blob.get())),
                          static_cast<size_t>(git_blob_rawsize(blob.get())));
    }
    TextFile decoded = decode_text(side.content);
    if (decoded.kind != TextFileKind::kText) return;
    std::string_view shown = decoded.text(side.content);
    std::vector<SecretPlace> secrets = secrets_in(shown);
    if (secrets.empty()) return;
    side.content = with_masks(shown, secrets);
    side.lines = split_lines(side.content);
  }

  git_repository* repository_;
  std::string top_, text_;
  const git_diff_delta* shown_ = nullptr;
  Side old_side_ = {}, new_side_ = {};
};

// The paths that a commit changed relative to its parent.
Result<std::vector<std::string>> changed_paths(git_repository* repository, git_commit* commit,
                                               const std::string& prefix) {
  OwnedTree tree, parent_tree;
  if (int code = get(tree, [&](git_tree** out) { return git_commit_tree(out, commit); }))
    return error_from_git(code, "a commit's tree");
  if (git_commit_parentcount(commit) > 0) {
    OwnedCommit parent;
    // The end of a shallow clone.
    if (get(parent, [&](git_commit** out) { return git_commit_parent(out, commit, 0); }))
      return std::vector<std::string>();
    if (int code = get(parent_tree, [&](git_tree** out) { return git_commit_tree(out, parent.get()); }))
      return error_from_git(code, "a commit's tree");
  }
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH;
  char* path = const_cast<char*>(prefix.c_str());
  if (!prefix.empty()) options.pathspec = {&path, 1};
  OwnedDiff diff;
  if (int code = get(diff, [&](git_diff** out) {
        return git_diff_tree_to_tree(out, repository, parent_tree.get(), tree.get(), &options);
      }))
    return error_from_git(code, "a commit's changes");
  std::vector<std::string> paths;
  for (size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i)
    paths.emplace_back(git_diff_get_delta(diff.get(), i)->new_file.path);
  return paths;
}

}  // namespace

void begin_libgit2() {
  struct Library {
    Library() {
      git_libgit2_init();
      // Ownership matters only to programs that run a repository's commands.
      git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    }
    ~Library() { git_libgit2_shutdown(); }
  };
  static const Library library;
}

GitRepository::GitRepository(std::unique_ptr<Impl> impl, std::string top, std::string prefix)
    : impl_(std::move(impl)), top_(std::move(top)), prefix_(std::move(prefix)) {}
GitRepository::~GitRepository() = default;

Result<std::unique_ptr<GitRepository>> GitRepository::find(const std::string& folder) {
  begin_libgit2();
  Error failure;
  bool failed = false;
  for (std::string top = folder;; top = parent_of(top)) {
    struct stat st;
    if (::lstat((top + "/.git").c_str(), &st) == 0) {
      auto impl = std::make_unique<Impl>();
      int code = get(impl->repository, [&](git_repository** out) {
        // Opened without a working tree: core.worktree may name any place.
        return git_repository_open_ext(out, (top + "/.git").c_str(),
                                       GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE, nullptr);
      });
      if (code == 0)
        code = git_repository_set_workdir(impl->repository.get(), top.empty() ? "/" : top.c_str(), 0);
      if (code == 0) {
        std::string prefix = folder.size() > top.size() ? folder.substr(top.size() + 1) : "";
        return std::unique_ptr<GitRepository>(
            new GitRepository(std::move(impl), std::move(top), std::move(prefix)));
      }
      if (code != GIT_ENOTFOUND && !failed)
        failure = error_from_git(code, printable(top) + "/.git can't be read"), failed = true;
    }
    if (top.empty()) break;
  }
  if (failed) return Error{ErrorCode::kUnsupported, failure.message};
  return std::unique_ptr<GitRepository>();
}

std::optional<std::string> GitRepository::below(std::string_view path) const {
  if (prefix_.empty()) return std::string(path);
  if (!path.starts_with(prefix_) || path.size() <= prefix_.size() || path[prefix_.size()] != '/')
    return std::nullopt;
  return std::string(path.substr(prefix_.size() + 1));
}

bool may_track(const std::string& folder, std::string_view name) {
  namespace fs = std::filesystem;
  constexpr uint64_t kIndexBytesMax = 64u << 20;
  std::error_code failed;
  fs::path top = folder;
  while (!fs::exists(top / ".git", failed)) {
    if (!top.has_relative_path()) return false;
    top = top.parent_path();
  }
  if (!fs::is_directory(top / ".git", failed))
    return true;  // a worktree or submodule: the index is elsewhere
  if (!fs::exists(top / ".git/index", failed)) return false;
  auto index = read_file((top / ".git/index").string(), kIndexBytesMax);
  // Versions 2 and 3 contain whole paths. "link": a split index, whose paths are in another file.
  bool is_plain = index && index->size() > 8 && index->starts_with("DIRC") &&
                  ((*index)[7] == 2 || (*index)[7] == 3) && index->find("link") == index->npos;
  if (!is_plain) return true;
  auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return std::search(index->begin(), index->end(), name.begin(), name.end(), same) != index->end();
}

Result<std::vector<TrackedFile>> GitRepository::tracked() const {
  OwnedIndex index;
  if (int code =
          get(index, [&](git_index** out) { return git_repository_index(out, impl_->repository.get()); }))
    return error_from_git(code, "git's index of " + printable(top_));
  std::vector<TrackedFile> files;
  for (size_t i = 0; i < git_index_entrycount(index.get()); ++i) {
    const git_index_entry* entry = git_index_get_byindex(index.get(), i);
    auto path = below(entry->path);
    // A path in conflict has several entries.
    if (!path || (!files.empty() && files.back().path == *path)) continue;
    constexpr uint16_t kAssumeValid = 0x8000;  // CE_VALID of git's index format
    bool is_assumed =
        (entry->flags & kAssumeValid) != 0 || (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
    files.push_back({std::move(*path), entry->mode == GIT_FILEMODE_COMMIT, is_assumed});
  }
  return files;
}

std::string GitRepository::users_excludes() const {
  OwnedConfig config;
  if (get(config,
          [&](git_config** out) { return git_repository_config_snapshot(out, impl_->repository.get()); }))
    return {};
  git_buf path = GIT_BUF_INIT;
  if (git_config_get_path(&path, config.get(), "core.excludesfile") == 0) {
    std::string text = text_of(path.ptr);
    git_buf_dispose(&path);
    return text;
  }
  const char* settings = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  if (settings && *settings) return text_of(std::string(settings) + "/git/ignore");
  return home ? text_of(std::string(home) + "/.config/git/ignore") : std::string();
}

std::string GitRepository::user_name() const {
  OwnedConfig config;
  if (get(config,
          [&](git_config** out) { return git_repository_config_snapshot(out, impl_->repository.get()); }))
    return {};
  const char* name = nullptr;
  return git_config_get_string(&name, config.get(), "user.name") == 0 && name ? name : "";
}

std::string git_user_name(const std::string& folder) {
  begin_libgit2();
  if (auto repository = GitRepository::find(folder); repository && *repository)
    return (*repository)->user_name();
  OwnedConfig opened, config;
  if (get(opened, [](git_config** out) { return git_config_open_default(out); })) return {};
  if (get(config, [&](git_config** out) { return git_config_snapshot(out, opened.get()); })) return {};
  const char* name = nullptr;
  return git_config_get_string(&name, config.get(), "user.name") == 0 && name ? name : "";
}

std::string GitRepository::own_excludes() const {
  return text_of(std::string(git_repository_commondir(impl_->repository.get())) + "info/exclude");
}

Result<void> GitRepository::history(
    size_t most, const std::function<bool(const Commit&, const std::vector<std::string>&)>& visit) const {
  git_repository* repository = impl_->repository.get();
  OwnedWalk walk;
  if (int code = get(walk, [&](git_revwalk** out) { return git_revwalk_new(out, repository); }))
    return error_from_git(code, "git's history");
  git_revwalk_sorting(walk.get(), GIT_SORT_TIME);
  if (int code = git_revwalk_push_head(walk.get())) return error_from_git(code, "git's history");
  git_oid id;
  for (size_t told = 0; told < most && git_revwalk_next(&id, walk.get()) == 0;) {
    OwnedCommit commit;
    if (int code = get(commit, [&](git_commit** out) { return git_commit_lookup(out, repository, &id); }))
      return error_from_git(code, "a commit");
    if (git_commit_parentcount(commit.get()) > 1) continue;
    ASSIGN_OR_RETURN(std::vector<std::string> changed, changed_paths(repository, commit.get(), prefix_));
    std::vector<std::string> paths;
    for (const std::string& path : changed)
      if (auto inner = below(path)) paths.push_back(std::move(*inner));
    if (paths.empty()) continue;
    ++told;
    char hexadecimal[GIT_OID_HEXSZ + 1];
    const git_signature* author = git_commit_author(commit.get());
    Commit one{git_oid_tostr(hexadecimal, sizeof hexadecimal, &id),
               author && author->name ? author->name : "", git_commit_message(commit.get()),
               git_commit_time(commit.get())};
    if (!visit(one, paths)) break;
  }
  return {};
}

Result<void> GitRepository::with_difference(const std::string& revision, uint32_t context_lines,
                                            const std::function<Result<void>(void*)>& use) const {
  git_repository* repository = impl_->repository.get();
  OwnedObject object;
  if (int code = get(object, [&](git_object** out) {
        return git_revparse_single(out, repository, (revision + "^{tree}").c_str());
      }))
    return error_from_git(code, "revision " + printable(revision));
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.context_lines = context_lines;
  options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH | GIT_DIFF_INCLUDE_UNTRACKED |
                  GIT_DIFF_RECURSE_UNTRACKED_DIRS | GIT_DIFF_SHOW_UNTRACKED_CONTENT;
  char* path = const_cast<char*>(prefix_.c_str());
  if (!prefix_.empty()) options.pathspec = {&path, 1};
  OwnedDiff diff;
  if (int code = get(diff, [&](git_diff** out) {
        return git_diff_tree_to_workdir_with_index(out, repository, reinterpret_cast<git_tree*>(object.get()),
                                                   &options);
      }))
    return error_from_git(code, "the difference to " + printable(revision));
  return use(diff.get());
}

Result<std::string> GitRepository::difference(const std::string& revision) const {
  PatchText patch(impl_->repository.get(), top_);
  RETURN_IF_ERROR(with_difference(revision, 3, [&](void* diff) -> Result<void> {
    auto add = [](const git_diff_delta* delta, const git_diff_hunk*, const git_diff_line* line, void* data) {
      static_cast<PatchText*>(data)->add(*delta, *line);
      return 0;
    };
    if (int code = git_diff_print(static_cast<git_diff*>(diff), GIT_DIFF_FORMAT_PATCH, add, &patch))
      return error_from_git(code, "the difference to " + printable(revision));
    return {};
  }));
  return patch.take();
}

Result<std::map<std::string, std::vector<std::pair<size_t, size_t>>>> GitRepository::newer_lines(
    size_t ancestor) const {
  struct Found {
    const GitRepository& repository;
    std::map<std::string, std::vector<std::pair<size_t, size_t>>> lines;
  } found{*this, {}};
  RETURN_IF_ERROR(with_difference("HEAD~" + std::to_string(ancestor), 0, [&](void* diff) -> Result<void> {
    auto hunk = [](const git_diff_delta* delta, const git_diff_hunk* one, void* data) {
      auto& into = *static_cast<Found*>(data);
      auto path = into.repository.below(delta->new_file.path);
      if (!path) return 0;
      // If lines were only removed, the lines on both sides of the gap.
      auto first = static_cast<size_t>(one->new_start),
           last = first + static_cast<size_t>(std::max(one->new_lines, 1)) - (one->new_lines ? 1 : 0);
      into.lines[*path].push_back({std::max<size_t>(first, 1), last});
      return 0;
    };
    if (int code = git_diff_foreach(static_cast<git_diff*>(diff), nullptr, nullptr, hunk, nullptr, &found))
      return error_from_git(code, "the recent changes");
    return {};
  }));
  return std::move(found.lines);
}

}  // namespace suit
