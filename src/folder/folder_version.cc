#include "folder/folder_version.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "base/parallel.h"
#include "base/text.h"
#include "folder/ignore.h"
#include "folder/judge_files.h"

namespace suit {
namespace {

using Kind = GitFile::Kind;

constexpr uint64_t kPointerBytesMax = 1'024;
constexpr uint64_t kRulesBytesMax = 1u << 20;
constexpr uint64_t kComparedBytesMax = 1u << 30;
constexpr std::string_view kRulesName = ".gitignore";

bool is_executable(uint32_t mode) {
  return mode & 0100;
}

const GitFile* find_file(const std::vector<GitFile>& files, std::string_view path) {
  auto at = std::lower_bound(files.begin(), files.end(), path,
                             [](const GitFile& file, std::string_view wanted) { return file.path < wanted; });
  return at != files.end() && at->path == path ? &*at : nullptr;
}

// What a Git LFS pointer stands for.
struct LargeFile {
  Digest digest;
};
std::optional<LargeFile> large_file_of(std::string_view content) {
  if (content.size() > kPointerBytesMax || !content.starts_with("version https://git-lfs"))
    return std::nullopt;
  constexpr std::string_view kField = "\noid sha256:";
  size_t at = content.find(kField);
  if (at == content.npos) return std::nullopt;
  auto digest = Digest::from_hex(content.substr(at + kField.size(), 64));
  return digest ? std::optional(LargeFile{*digest}) : std::nullopt;
}

// The sides of a difference: reads contents, within the limits.
class Sides {
 public:
  Sides(const GitRepository& repository) : repository_(repository) {}

  // A version's file as FileVersion. `like`: the file on disk, whose permissions count if git's agree.
  Result<FileVersion> in_version(const FolderVersion& version, const std::string& path,
                                 const FileVersion* like) {
    auto changed = version.changed.find(path);
    FileVersion found;
    if (changed != version.changed.end()) {
      found = changed->second;
    } else if (const GitFile* file = find_file(version.files, path);
               file && file->kind != Kind::kRepository) {
      ASSIGN_OR_RETURN(std::string content, repository_.content_of(*file, version.commit));
      if (auto large = large_file_of(content)) {
        if (like && like->digest == large->digest) return *like;
        content = stored_large_file(*large).value_or(content);
      }
      found = file->kind == Kind::kLink
                  ? FileVersion::symlink(std::move(content))
                  : FileVersion::file(std::move(content), file->kind == Kind::kExecutable ? 0755 : 0644);
    }
    if (like && found.type == FileType::kFile && like->type == FileType::kFile &&
        is_executable(found.mode) == is_executable(like->mode))
      found.mode = like->mode;
    RETURN_IF_ERROR(count(found));
    return found;
  }

  Result<FileVersion> on_disk(Files& disk, const std::string& path, FileType type) {
    if (type != FileType::kFile && type != FileType::kSymlink) return FileVersion::absent();
    ASSIGN_OR_RETURN(FileVersion found, read_version(disk, path, kDifferentFileBytesMax));
    RETURN_IF_ERROR(count(found));
    return found;
  }

 private:
  Result<void> count(const FileVersion& version) {
    bytes_ += version.content.size();
    if (bytes_ <= kDifferenceBytesMax) return {};
    return Error{ErrorCode::kLimit,
                 "the changed files have more than " + human_bytes(kDifferenceBytesMax) + " together",
                 "list in .gitignore what is not part of the project"};
  }

  std::optional<std::string> stored_large_file(const LargeFile& file) const {
    std::string hex = file.digest.hex();
    auto content = read_file(
        repository_.top() + "/.git/lfs/objects/" + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/" + hex,
        kDifferentFileBytesMax);
    if (!content || Digest::of(*content) != file.digest) return std::nullopt;
    return std::move(*content);
  }

  const GitRepository& repository_;
  uint64_t bytes_ = 0;
};

// Folders that tools fill with results of their own, and ignore with a .gitignore in them.
constexpr std::string_view kCaches[] = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache",
                                        ".hypothesis", ".cache",        ".nyc_output", ".turbo"};

// The files on disk, by the version's ignore rules.
class VersionWalk {
 public:
  VersionWalk(const GitRepository& repository, const FolderVersion& version, Files& disk)
      : repository_(repository), version_(version), disk_(disk) {}

  // Trusts the rules on disk, and collects the surroundings.
  void see_surroundings(FolderVersion::Surroundings& into) { seen_ = &into; }

  Result<void> run() {
    const auto& known = version_.surroundings;
    std::string excludes = repository_.users_excludes() + "\n" + repository_.own_excludes();
    if (seen_) seen_->excludes = excludes;
    rules_.add("", excludes);
    if (seen_ || known) trusted_rules_.add("", known ? known->excludes : excludes);
    std::string at;
    for (std::string_view rest = repository_.prefix(); !rest.empty();) {
      std::string file = at.empty() ? std::string(kRulesName) : at + "/" + std::string(kRulesName);
      if (!version_.commit.empty())
        if (auto text = repository_.text_at(version_.commit, file)) add_rules(at, *text);
      size_t slash = rest.find('/');
      at += (at.empty() ? "" : "/") + std::string(rest.substr(0, slash));
      rest.remove_prefix(slash == rest.npos ? rest.size() : slash + 1);
    }
    prefix_ = at.empty() ? "" : at + "/";
    return directory("");
  }

  std::map<std::string, FileType> files;
  std::vector<std::string> notes;

 private:
  void add_rules(const std::string& folder, std::string_view text) {
    rules_.add(folder, text);
    trusted_rules_.add(folder, text);
  }

  std::optional<std::string> versioned_rules(const std::string& file) const {
    if (auto it = version_.changed.find(file); it != version_.changed.end())
      return it->second.type == FileType::kFile ? std::optional(it->second.content) : std::nullopt;
    if (version_.surroundings)
      if (auto it = version_.surroundings->rules.find(file); it != version_.surroundings->rules.end())
        return it->second;
    const GitFile* known = find_file(version_.files, file);
    if (!known || (known->kind != Kind::kFile && known->kind != Kind::kExecutable)) return std::nullopt;
    auto text = repository_.content_of(*known, version_.commit);
    return text ? std::optional(std::move(*text)) : std::nullopt;
  }

  void read_rules(const std::string& path) {
    std::string file = path.empty() ? std::string(kRulesName) : path + "/" + std::string(kRulesName);
    std::string folder = prefix_ + path;
    if (folder.ends_with('/')) folder.pop_back();
    auto info = disk_.info(file);
    auto text = info && info->type == FileType::kFile ? disk_.read(file, kRulesBytesMax)
                                                      : Result<std::string>(std::string());
    if (seen_) {
      if (!text) return;
      add_rules(folder, *text);
      if (rules_.ignores(prefix_ + file, false)) seen_->rules[file] = *text;
      return;
    }
    if (auto versioned = versioned_rules(file)) add_rules(folder, *versioned);
    if (text) rules_.add(folder, *text);
  }

  bool is_ignored(const std::string& path, bool is_directory) {
    std::string outer = prefix_ + path;
    if (!rules_.ignores(outer, is_directory)) return false;
    if (trusted_rules_.ignores(outer, is_directory)) return true;
    if (!is_directory) return why_judge_file(path).empty();
    if (version_.surroundings && !is_in_cache(path)) note_hidden(path);
    return true;
  }

  static bool is_in_cache(const std::string& path) {
    std::vector<std::string_view> names = split(path, '/');
    return std::any_of(names.begin(), names.end(), [](std::string_view name) {
      return std::find(std::begin(kCaches), std::end(kCaches), name) != std::end(kCaches);
    });
  }

  void note_hidden(const std::string& path) {
    notes.push_back("the ignore rules that hide " + printable(path) +
                    "/ are not the base's: its files are not judged");
  }

  bool stands_alone(const std::string& path) {
    const GitFile* known = find_file(version_.files, path);
    if (known && known->kind == Kind::kRepository) {
      auto git = disk_.info(path + "/.git");
      return git && git->type != FileType::kAbsent;  // else it is not checked out
    }
    if (!seen_) return version_.surroundings && version_.surroundings->repositories.contains(path);
    auto git = disk_.info(path + "/.git");
    bool is_repository = git && git->type != FileType::kAbsent;
    if (is_repository) seen_->repositories.insert(path);
    return is_repository;
  }

  Result<void> directory(const std::string& path) {
    ASSIGN_OR_RETURN(auto entries, disk_.list(path));
    size_t mark = rules_.mark(), trusted_mark = trusted_rules_.mark();
    read_rules(path);
    for (const DirectoryEntry& entry : entries) {
      bool is_directory = entry.type == FileType::kDirectory;
      if (entry.name == ".git" || entry.type == FileType::kOther || (path.empty() && entry.name == ".suit"))
        continue;
      std::string inner = path.empty() ? entry.name : path + "/" + entry.name;
      if (is_ignored(inner, is_directory)) continue;
      if (!is_directory) {
        files.emplace(std::move(inner), entry.type);
      } else if (!stands_alone(inner)) {
        RETURN_IF_ERROR(directory(inner));
      }
    }
    rules_.reset(mark);
    trusted_rules_.reset(trusted_mark);
    return {};
  }

  const GitRepository& repository_;
  const FolderVersion& version_;
  Files& disk_;
  FolderVersion::Surroundings* seen_ = nullptr;
  std::string prefix_;         // of the folder in its repository, with a final slash
  IgnoreRules rules_;          // all, also those on disk
  IgnoreRules trusted_rules_;  // the version's
};

// Is the file on disk the commit's? Compares bytes; a file with other line ends is read again by the caller.
bool is_same(const GitFile& file, Files& disk) {
  auto info = disk.info(file.path);
  if (!info) return false;
  bool is_link = file.kind == Kind::kLink;
  if (info->type != (is_link ? FileType::kSymlink : FileType::kFile)) return false;
  if (!is_link && is_executable(info->mode) != (file.kind == Kind::kExecutable)) return false;
  auto content = disk.read(file.path, kComparedBytesMax);
  return content && git_id_of(*content) == file.id;
}

std::string note_on_submodule(const GitFile& file, Files& disk) {
  auto git = disk.info(file.path + "/.git");
  if (!git || git->type == FileType::kAbsent) return {};  // not checked out
  auto inner = GitRepository::find(disk.root() + "/" + file.path);
  if (inner && *inner && (*inner)->prefix().empty())
    if (auto head = (*inner)->commit_of("HEAD"); head && *head == file.id) return {};
  return "the submodule " + printable(file.path) + " is not at the base's commit " + file.id.substr(0, 12) +
         ": its files are not judged";
}

// The same text as long as the file does not change.
std::string note_on_large(const std::string& path, const FileInfo& info) {
  return printable(path) + " has " + human_bytes(info.size) + ", too much to be judged (changed at " +
         std::to_string(info.changed_ns / 1'000'000) + " ms)";
}

Result<FolderDifference> compare(const GitRepository& repository, const FolderVersion& version, Files& disk,
                                 VersionWalk& walk) {
  FolderDifference difference{.notes = std::move(walk.notes)};
  std::set<std::string> differing;
  for (auto& [path, type] : walk.files)
    if (!find_file(version.files, path)) differing.insert(path);
  for (auto& [path, changed] : version.changed) differing.insert(path);
  if (auto tracked = repository.tracked()) {
    for (TrackedFile& file : *tracked)
      if (!file.is_repository && !walk.files.contains(file.path) && !find_file(version.files, file.path))
        differing.insert(std::move(file.path));
  } else {
    difference.notes.push_back(tracked.error().message + ": ignored files in it are not compared");
  }
  std::mutex mutex;
  for_each_parallel(version.files.size(), threads_for(version.files.size(), 64), nullptr, [&](size_t i) {
    const GitFile& file = version.files[i];
    std::string note = file.kind == Kind::kRepository ? note_on_submodule(file, disk) : "";
    if (file.kind == Kind::kRepository ? note.empty() : is_same(file, disk)) return;
    std::lock_guard hold(mutex);
    if (note.empty())
      differing.insert(file.path);
    else
      difference.notes.push_back(std::move(note));
  });
  Sides sides(repository);
  for (const std::string& path : differing) {
    auto info = disk.info(path);
    // Below a link that took the place of a folder.
    bool is_gone = !info && info.error().code == ErrorCode::kDenied;
    if (!info && !is_gone) return info.error();
    FileType type = is_gone ? FileType::kAbsent : info->type;
    if (type == FileType::kFile && info->size > kDifferentFileBytesMax) {
      difference.notes.push_back(note_on_large(path, *info));
      continue;
    }
    FileEdit edit{.path = path, .before = {}, .after = {}};
    ASSIGN_OR_RETURN(edit.after, sides.on_disk(disk, path, type));
    ASSIGN_OR_RETURN(edit.before, sides.in_version(version, path, &edit.after));
    if (!edit.before.same_as(edit.after)) difference.edits.push_back(std::move(edit));
  }
  std::sort(difference.notes.begin(), difference.notes.end());
  return difference;
}

}  // namespace

Result<FolderVersion> version_of(const GitRepository& repository, const std::string& commit) {
  FolderVersion version{.commit = commit, .files = {}};
  if (!commit.empty()) {
    ASSIGN_OR_RETURN(version.files, repository.files_of(commit));
  }
  return version;
}

Result<FolderVersion> version_on_disk(const GitRepository& repository, const std::string& commit,
                                      Files& disk) {
  ASSIGN_OR_RETURN(FolderVersion version, version_of(repository, commit));
  FolderVersion::Surroundings surroundings;
  VersionWalk walk(repository, version, disk);
  walk.see_surroundings(surroundings);
  RETURN_IF_ERROR(walk.run());
  ASSIGN_OR_RETURN(FolderDifference difference, compare(repository, version, disk, walk));
  for (FileEdit& edit : difference.edits) version.changed[edit.path] = std::move(edit.after);
  surroundings.notes = std::move(difference.notes);
  version.surroundings = std::move(surroundings);
  return version;
}

Result<FolderDifference> difference_to_disk(const GitRepository& repository, const FolderVersion& version,
                                            Files& disk) {
  VersionWalk walk(repository, version, disk);
  RETURN_IF_ERROR(walk.run());
  ASSIGN_OR_RETURN(FolderDifference difference, compare(repository, version, disk, walk));
  if (version.surroundings) {
    const auto& known = version.surroundings->notes;
    std::erase_if(difference.notes, [&](const std::string& note) {
      return std::find(known.begin(), known.end(), note) != known.end();
    });
  }
  return difference;
}

Result<FolderDifference> difference_between(const GitRepository& repository, const FolderVersion& from,
                                            const FolderVersion& to) {
  FolderDifference difference;
  std::set<std::string> differing;
  auto collect = [&](const FolderVersion& one, const FolderVersion& other) {
    for (const GitFile& file : one.files) {
      const GitFile* same = find_file(other.files, file.path);
      if (same && same->id == file.id && same->kind == file.kind) continue;
      if (file.kind == Kind::kRepository)
        difference.notes.push_back("the submodule " + printable(file.path) +
                                   " changes: its files are not judged");
      else
        differing.insert(file.path);
    }
    for (auto& [path, changed] : one.changed) differing.insert(path);
  };
  collect(from, to);
  collect(to, from);
  std::sort(difference.notes.begin(), difference.notes.end());
  difference.notes.erase(std::unique(difference.notes.begin(), difference.notes.end()),
                         difference.notes.end());
  Sides sides(repository);
  for (const std::string& path : differing) {
    FileEdit edit{.path = path, .before = {}, .after = {}};
    ASSIGN_OR_RETURN(edit.before, sides.in_version(from, path, nullptr));
    ASSIGN_OR_RETURN(edit.after, sides.in_version(to, path, nullptr));
    if (!edit.before.same_as(edit.after)) difference.edits.push_back(std::move(edit));
  }
  return difference;
}

}  // namespace suit
