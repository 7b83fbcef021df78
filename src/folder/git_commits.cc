// Commits and their files.
#include <git2.h>

#include <algorithm>
#include <cstdlib>

#include "folder/git_objects.h"

namespace suit {
namespace {

std::string hex_of(const git_oid* id) {
  char hexadecimal[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(hexadecimal, sizeof hexadecimal, id);
}

Result<git_oid> id_from_hex(const std::string& hex) {
  git_oid id;
  if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstr(&id, hex.c_str()) != 0)
    return Error{ErrorCode::kNotFound, printable(hex) + " is not the id of a commit"};
  return id;
}

Result<OwnedTree> tree_of(git_repository* repository, const std::string& commit, const std::string& below) {
  ASSIGN_OR_RETURN(git_oid id, id_from_hex(commit));
  OwnedCommit found;
  if (int code = get(found, [&](git_commit** out) { return git_commit_lookup(out, repository, &id); }))
    return error_from_git(code, "commit " + commit);
  OwnedTree tree;
  if (int code = get(tree, [&](git_tree** out) { return git_commit_tree(out, found.get()); }))
    return error_from_git(code, "the tree of commit " + commit);
  if (below.empty()) return tree;
  OwnedTreeEntry entry;
  int code =
      get(entry, [&](git_tree_entry** out) { return git_tree_entry_bypath(out, tree.get(), below.c_str()); });
  if (code == GIT_ENOTFOUND) return OwnedTree();  // the folder does not exist there
  OwnedTree inner;
  if (code == 0 && git_tree_entry_type(entry.get()) != GIT_OBJECT_TREE) return OwnedTree();
  if (code == 0)
    code = get(inner, [&](git_tree** out) {
      return git_tree_lookup(out, repository, git_tree_entry_id(entry.get()));
    });
  if (code != 0) return error_from_git(code, "the tree of commit " + commit);
  return inner;
}

int add_file(const char* folder, const git_tree_entry* entry, void* payload) {
  auto& files = *static_cast<std::vector<GitFile>*>(payload);
  using enum GitFile::Kind;
  GitFile::Kind kind = kFile;
  switch (git_tree_entry_filemode(entry)) {
    case GIT_FILEMODE_TREE:
      return 0;
    case GIT_FILEMODE_BLOB_EXECUTABLE:
      kind = kExecutable;
      break;
    case GIT_FILEMODE_LINK:
      kind = kLink;
      break;
    case GIT_FILEMODE_COMMIT:
      kind = kRepository;
      break;
    default:
      break;
  }
  files.push_back({std::string(folder) + git_tree_entry_name(entry), kind, hex_of(git_tree_entry_id(entry))});
  return 0;
}

// The commit of a reference; "" if it has none.
std::string commit_of_reference(git_repository* repository, const char* name) {
  git_oid id;
  if (git_reference_name_to_id(&id, repository, name) != 0) return {};
  OwnedCommit commit;
  if (get(commit, [&](git_commit** out) { return git_commit_lookup(out, repository, &id); })) return {};
  return hex_of(&id);
}

}  // namespace

Result<std::unique_ptr<GitRepository>> GitRepository::bare(const std::string& path) {
  begin_libgit2();
  auto impl = std::make_unique<Impl>();
  constexpr unsigned kHow = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE;
  if (int code = get(impl->repository, [&](git_repository** out) {
        return git_repository_open_ext(out, path.c_str(), kHow, nullptr);
      }))
    return Error{ErrorCode::kUnsupported,
                 error_from_git(code, printable(path) + " is not a repository that can be read").message};
  // git keeps pushed objects apart until the hook agrees.
  if (const char* pushed = std::getenv("GIT_OBJECT_DIRECTORY"); pushed && *pushed) {
    OwnedStore store;
    int code = get(store, [&](git_odb** out) { return git_repository_odb(out, impl->repository.get()); });
    if (code == 0) code = git_odb_add_disk_alternate(store.get(), pushed);
    if (code != 0)
      return Error{ErrorCode::kUnsupported, error_from_git(code, "the pushed objects can't be read").message};
  }
  return std::unique_ptr<GitRepository>(new GitRepository(std::move(impl), path, ""));
}

std::string GitRepository::setting(const std::string& name) const {
  OwnedConfig config;
  if (get(config,
          [&](git_config** out) { return git_repository_config_snapshot(out, impl_->repository.get()); }))
    return {};
  const char* text = nullptr;
  return git_config_get_string(&text, config.get(), name.c_str()) == 0 && text ? text : "";
}

std::string GitRepository::common_folder() const {
  return git_repository_commondir(impl_->repository.get());
}

Result<std::string> GitRepository::commit_of(const std::string& revision) const {
  OwnedObject object;
  int code = get(object, [&](git_object** out) {
    return git_revparse_single(out, impl_->repository.get(), (revision + "^{commit}").c_str());
  });
  if (code != 0)
    return Error{ErrorCode::kNotFound, error_from_git(code, "revision " + printable(revision)).message};
  return hex_of(git_object_id(object.get()));
}

Result<std::string> GitRepository::merge_base(const std::string& a, const std::string& b) const {
  ASSIGN_OR_RETURN(git_oid first, id_from_hex(a));
  ASSIGN_OR_RETURN(git_oid second, id_from_hex(b));
  git_oid base;
  int code = git_merge_base(&base, impl_->repository.get(), &first, &second);
  if (code == GIT_ENOTFOUND) return std::string();
  if (code != 0) return error_from_git(code, "the common ancestor of " + a + " and " + b);
  return hex_of(&base);
}

std::optional<GitRepository::Upstream> GitRepository::upstream(const std::string& remote) const {
  git_repository* repository = impl_->repository.get();
  OwnedReference head, tracked;
  if (get(head, [&](git_reference** out) { return git_repository_head(out, repository); }) == 0 &&
      git_reference_is_branch(head.get()) &&
      get(tracked, [&](git_reference** out) { return git_branch_upstream(out, head.get()); }) == 0 &&
      git_reference_is_remote(tracked.get())) {
    std::string name = git_reference_name(tracked.get());
    std::string commit = commit_of_reference(repository, name.c_str());
    if (!commit.empty()) return Upstream{name.substr(std::string("refs/remotes/").size()), commit};
  }
  std::string name = remote + "/HEAD",
              commit = commit_of_reference(repository, ("refs/remotes/" + name).c_str());
  if (commit.empty()) return std::nullopt;
  return Upstream{name, commit};
}

std::vector<GitRepository::Upstream> GitRepository::remote_branches(const std::string& remote) const {
  std::vector<Upstream> branches;
  git_reference_iterator* iterator = nullptr;
  std::string glob = "refs/remotes/" + remote + "/*";
  if (git_reference_iterator_glob_new(&iterator, impl_->repository.get(), glob.c_str()) != 0) return branches;
  const char* name = nullptr;
  while (git_reference_next_name(&name, iterator) == 0) {
    std::string commit = commit_of_reference(impl_->repository.get(), name);
    if (!commit.empty())
      branches.push_back({std::string(name).substr(std::string("refs/remotes/").size()), commit});
  }
  git_reference_iterator_free(iterator);
  return branches;
}

std::string GitRepository::head_name() const {
  OwnedReference head;
  if (get(head,
          [&](git_reference** out) { return git_reference_lookup(out, impl_->repository.get(), "HEAD"); }))
    return {};
  const char* target = git_reference_symbolic_target(head.get());
  return target ? target : "";
}

Result<std::vector<GitFile>> GitRepository::files_of(const std::string& commit) const {
  ASSIGN_OR_RETURN(OwnedTree tree, tree_of(impl_->repository.get(), commit, prefix_));
  std::vector<GitFile> files;
  if (!tree) return files;
  if (int code = git_tree_walk(tree.get(), GIT_TREEWALK_PRE, add_file, &files))
    return error_from_git(code, "the files of commit " + commit);
  std::sort(files.begin(), files.end(), [](auto& a, auto& b) { return a.path < b.path; });
  return files;
}

Result<std::string> GitRepository::content_of(const GitFile& file, const std::string& commit) const {
  ASSIGN_OR_RETURN(git_oid id, id_from_hex(file.id));
  OwnedBlob blob;
  if (int code =
          get(blob, [&](git_blob** out) { return git_blob_lookup(out, impl_->repository.get(), &id); }))
    return error_from_git(code, printable(file.path) + " at " + commit);
  auto raw = [&] {
    return std::string(static_cast<const char*>(git_blob_rawcontent(blob.get())),
                       static_cast<size_t>(git_blob_rawsize(blob.get())));
  };
  if (file.kind == GitFile::Kind::kLink) return raw();
  git_blob_filter_options options;
  git_blob_filter_options_init(&options, GIT_BLOB_FILTER_OPTIONS_VERSION);
  options.flags = GIT_BLOB_FILTER_CHECK_FOR_BINARY | GIT_BLOB_FILTER_NO_SYSTEM_ATTRIBUTES |
                  GIT_BLOB_FILTER_ATTRIBUTES_FROM_COMMIT;
  ASSIGN_OR_RETURN(options.attr_commit_id, id_from_hex(commit));
  std::string path = prefix_.empty() ? file.path : prefix_ + "/" + file.path;
  git_buf filtered = GIT_BUF_INIT;
  if (git_blob_filter(&filtered, blob.get(), path.c_str(), &options) != 0) return raw();
  std::string content(filtered.ptr ? filtered.ptr : "", filtered.size);
  git_buf_dispose(&filtered);
  return content;
}

Result<std::string> GitRepository::text_at(const std::string& commit, const std::string& path) const {
  OwnedObject object;
  int code = get(object, [&](git_object** out) {
    return git_revparse_single(out, impl_->repository.get(), (commit + ":" + path).c_str());
  });
  if (code != 0 || git_object_type(object.get()) != GIT_OBJECT_BLOB)
    return Error{ErrorCode::kNotFound, printable(path) + " is not a file of " + commit};
  auto* blob = reinterpret_cast<git_blob*>(object.get());
  return std::string(static_cast<const char*>(git_blob_rawcontent(blob)),
                     static_cast<size_t>(git_blob_rawsize(blob)));
}

std::string git_id_of(std::string_view content) {
  begin_libgit2();
  git_oid id;
  CHECK(git_odb_hash(&id, content.data(), content.size(), GIT_OBJECT_BLOB) == 0);
  return hex_of(&id);
}

}  // namespace suit
