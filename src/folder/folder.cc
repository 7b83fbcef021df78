#include "folder/folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "base/parallel.h"
#include "base/text.h"
#include "folder/git.h"
#include "folder/ignore.h"

namespace suit {
namespace {

constexpr uint64_t kIgnoreFileBytesMax = 1u << 20;

// Does git treat this .git as a repository and exclude its folder?
bool is_repository(Files& files, const std::string& path, FileType type) {
  if (type == FileType::kFile) {
    auto text = files.read(path, 4096);
    return text && text->starts_with("gitdir: ");
  }
  auto head = files.info(path + "/HEAD"), objects = files.info(path + "/objects"),
       refs = files.info(path + "/refs");
  return type == FileType::kDirectory && head && head->type != FileType::kAbsent && objects &&
         objects->type == FileType::kDirectory && refs && refs->type == FileType::kDirectory;
}

// Paths in rules are relative to the top of the repository, those in the list to the folder.
class Walk {
 public:
  Walk(Files& files, const GitRepository* repository, std::vector<FolderFile>& list,
       std::vector<std::string>& skipped, std::vector<std::string>& repositories)
      : files_(files), repository_(repository), list_(list), skipped_(skipped), repositories_(repositories) {}

  // False if the folder itself is ignored: then only rules within it apply.
  bool read_outer_rules() {
    if (!repository_) {
      if (auto text = files_.read(".git/info/exclude", kIgnoreFileBytesMax)) rules_.add("", *text);
      return true;
    }
    rules_.add("", repository_->users_excludes());
    rules_.add("", repository_->own_excludes());
    // The walk reads the folder's own files.
    std::string at;
    for (std::string_view rest = repository_->prefix(); !rest.empty();) {
      std::string file = repository_->top() + (at.empty() ? "" : "/" + at) + "/.gitignore";
      struct stat st;
      if (::lstat(file.c_str(), &st) == 0 && S_ISREG(st.st_mode))
        if (auto text = read_file(file, kIgnoreFileBytesMax)) rules_.add(at, *text);
      size_t slash = rest.find('/');
      at += (at.empty() ? "" : "/") + std::string(rest.substr(0, slash));
      rest.remove_prefix(slash == rest.npos ? rest.size() : slash + 1);
      if (rules_.ignores(at, true)) return false;
    }
    prefix_ = at.empty() ? "" : at + "/";
    return true;
  }

  Result<void> directory(const std::string& path) {
    auto entries = files_.list(path);
    if (!entries) return entries.error();
    size_t mark = rules_.mark();
    read_rules(path, ".gitignore", *entries, rules_);
    read_rules(path, ".ignore", *entries, extra_rules_);
    read_rules(path, ".suitignore", *entries, extra_rules_);
    for (const DirectoryEntry& entry : *entries) {
      if (entry.name == ".git" || entry.name == ".suit" || entry.name.starts_with(".suit-tmp-")) continue;
      std::string inner = path.empty() ? entry.name : path + "/" + entry.name;
      bool is_directory = entry.type == FileType::kDirectory;
      if (entry.type == FileType::kOther || ignores(inner, is_directory)) continue;
      if (!is_directory) {
        list_.push_back({std::move(inner), entry.type});
      } else if (repository_ && stands_alone(inner)) {
        repositories_.push_back(std::move(inner));
      } else if (auto below = directory(inner); !below) {
        skipped_.push_back(below.error().message);
      }
    }
    rules_.reset(mark);
    return {};
  }

  // Tracked files that a rule ignores.
  Result<void> add_tracked() {
    auto tracked = repository_->tracked();
    if (!tracked) {
      skipped_.push_back(tracked.error().message + ": tracked files are unknown");
      return {};
    }
    size_t walked = list_.size();
    auto by_path = [](const FolderFile& a, const FolderFile& b) { return a.path < b.path; };
    std::sort(list_.begin(), list_.end(), by_path);
    for (TrackedFile& file : *tracked) {
      bool known = std::binary_search(list_.begin(), list_.begin() + static_cast<ptrdiff_t>(walked),
                                      FolderFile{file.path, {}}, by_path);
      if (known || file.path.starts_with(".suit/") || !is_inner_path(file.path) ||
          ignored_otherwise(file.path))
        continue;
      auto info = files_.info(file.path);
      if (file.is_repository) {
        if (info && info->type == FileType::kDirectory) repositories_.push_back(std::move(file.path));
      } else if (info && (info->type == FileType::kFile || info->type == FileType::kSymlink)) {
        list_.push_back({std::move(file.path), info->type});
      }
    }
    return {};
  }

 private:
  void read_rules(const std::string& path, std::string_view name, const std::vector<DirectoryEntry>& entries,
                  IgnoreRules& rules) {
    auto at = std::lower_bound(
        entries.begin(), entries.end(), name,
        [](const DirectoryEntry& entry, std::string_view wanted) { return entry.name < wanted; });
    if (at == entries.end() || at->name != name || at->type != FileType::kFile) return;
    std::string inner = path.empty() ? std::string(name) : path + "/" + std::string(name);
    std::string folder = prefix_ + path;
    if (folder.ends_with('/')) folder.pop_back();
    if (auto text = files_.read(inner, kIgnoreFileBytesMax)) rules.add(folder, *text);
  }

  bool ignores(const std::string& path, bool is_directory) const {
    std::string outer = prefix_ + path;
    if (auto decided = extra_rules_.decide(outer, is_directory)) return *decided;
    return rules_.ignores(outer, is_directory);
  }

  // Ignored by .ignore or .suitignore, itself or a parent.
  bool ignored_otherwise(const std::string& path) const {
    for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1))
      if (extra_rules_.ignores(prefix_ + path.substr(0, slash), true)) return true;
    return extra_rules_.ignores(prefix_ + path, false);
  }

  bool stands_alone(const std::string& path) {
    auto git = files_.info(path + "/.git");
    return git && git->type != FileType::kAbsent && is_repository(files_, path + "/.git", git->type);
  }

  Files& files_;
  const GitRepository* repository_;
  std::vector<FolderFile>& list_;
  std::vector<std::string>&skipped_, &repositories_;
  std::string prefix_;       // of the folder in its repository, with a final slash
  IgnoreRules rules_;        // git's, of the folders on the walk's path
  IgnoreRules extra_rules_;  // from all .ignore and .suitignore files read so far
};

}  // namespace

Result<const std::vector<FolderFile>*> Folder::list() {
  if (walked_) return &list_;
  auto repository = GitRepository::find(files_.root());
  if (!repository) skipped_.push_back(repository.error().message + ": tracked files are unknown");
  std::unique_ptr<GitRepository> git = repository ? std::move(*repository) : nullptr;
  auto walk = std::make_unique<Walk>(files_, git.get(), list_, skipped_, repositories_);
  if (!walk->read_outer_rules()) {
    git = nullptr;
    walk = std::make_unique<Walk>(files_, nullptr, list_, skipped_, repositories_);
  }
  RETURN_IF_ERROR(walk->directory(""));
  if (git) RETURN_IF_ERROR(walk->add_tracked());
  std::sort(list_.begin(), list_.end(), [](auto& a, auto& b) { return a.path < b.path; });
  list_.erase(std::unique(list_.begin(), list_.end(), [](auto& a, auto& b) { return a.path == b.path; }),
              list_.end());
  std::sort(repositories_.begin(), repositories_.end());
  repositories_.erase(std::unique(repositories_.begin(), repositories_.end()), repositories_.end());
  walked_ = true;
  return &list_;
}

Result<bool> Folder::lists(std::string_view path) {
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, list());
  auto at =
      std::lower_bound(all->begin(), all->end(), path,
                       [](const FolderFile& file, std::string_view wanted) { return file.path < wanted; });
  return at != all->end() && at->path == path;
}

Result<std::vector<std::string>> Folder::containing(
    std::string_view needle, const std::function<bool(std::string_view path)>& accept) {
  ASSIGN_OR_RETURN(auto found, containing_each({needle}, accept));
  return std::move(found.front());
}

Result<std::vector<std::vector<std::string>>> Folder::containing_each(
    const std::vector<std::string_view>& needles, const std::function<bool(std::string_view path)>& accept) {
  CHECK(needles.size() < 32);
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, list());
  std::vector<const std::string*> candidates;
  for (const FolderFile& file : *all)
    if (file.type == FileType::kFile && accept(file.path)) candidates.push_back(&file.path);

  std::vector<uint32_t> found(candidates.size(), 0);  // one bit per needle
  std::vector<std::string> failures(candidates.size());
  for_each_parallel(candidates.size(), threads_for(candidates.size(), 32), nullptr, [&](size_t i) {
    auto content = read(*candidates[i]);
    if (!content) {
      failures[i] = content.error().message;
      return;
    }
    for (size_t n = 0; n < needles.size(); ++n)
      if (needles[n].empty() ||
          ::memmem(content->data(), content->size(), needles[n].data(), needles[n].size()))
        found[i] |= 1u << n;
    if (!found[i] || !is_binary(*content)) return;
    if ((found[i] & 1u) && !needles[0].empty()) failures[i] = printable(*candidates[i]) + " is binary";
    found[i] = 0;
  });

  std::vector<std::vector<std::string>> paths(needles.size());
  for (size_t i = 0; i < candidates.size(); ++i) {
    for (size_t n = 0; n < needles.size(); ++n)
      if (found[i] >> n & 1) paths[n].push_back(*candidates[i]);
    if (!failures[i].empty()) skipped_.push_back(failures[i]);
  }
  return paths;
}

}  // namespace suit
