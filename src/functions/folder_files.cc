#include "functions/folder_files.h"

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"
#include "folder/folder.h"
#include "folder/ignore.h"

namespace suit::functions {
namespace {

constexpr uint64_t kFileShownBytesMax = 8u << 20;
constexpr uint64_t kIgnoreFileBytesMax = 1u << 20;
constexpr int64_t kListingKept_us = 5'000'000;

// The internal folders of git and Suit are not shown.
bool is_kept_back(std::string_view path) {
  std::string_view top = path.substr(0, path.find('/'));
  return top == ".suit" || top == ".git";
}

Result<void> permit_path(const std::string& path) {
  if (!path.empty() && !is_inner_path(path))
    return Error{ErrorCode::kInvalid, printable(path) + " is not a path inside the folder"};
  if (is_kept_back(path)) return Error{ErrorCode::kDenied, printable(path) + " is internal and not shown"};
  return {};
}

// The ignore rules in effect in `folder`, and whether the folder itself is ignored.
bool read_rules(Files& files, const std::string& folder, IgnoreRules& rules) {
  auto add = [&](const std::string& at, const char* name) {
    auto text = files.read(at.empty() ? name : at + "/" + name, kIgnoreFileBytesMax);
    if (text) rules.add(at, *text);
  };
  add("", ".git/info/exclude");
  for (size_t end = 0;;) {
    std::string at = folder.substr(0, end);
    if (!at.empty() && rules.ignores(at, true)) return true;
    add(at, ".gitignore");
    add(at, ".ignore");
    if (end >= folder.size()) return false;
    end = folder.find('/', end + (end > 0));
    if (end == std::string::npos) end = folder.size();
  }
}

// Score of a path for the typed letters, which must occur in order; nullopt: no match. Runs of letters and
// matches in the file name score higher.
std::optional<int> fit(std::string_view path, const std::string& typed) {
  std::string lower = to_lower(path);
  if (size_t at = lower.rfind(typed); at != lower.npos) {
    bool in_name = at >= path.size() - name_in(path).size();
    return 1000 + (in_name ? 500 : 0) - static_cast<int>(std::min<size_t>(path.size(), 400));
  }
  size_t next = 0;
  int score = 0, run = 0;
  for (char c : lower) {
    bool hit = next < typed.size() && c == typed[next];
    next += hit;
    run = hit ? run + 1 : 0;
    score += run;
  }
  if (next < typed.size()) return std::nullopt;
  return score - static_cast<int>(std::min<size_t>(path.size(), 400));
}

std::string_view type_of(FileType type) {
  switch (type) {
    case FileType::kDirectory:
      return "directory";
    case FileType::kFile:
      return "file";
    case FileType::kSymlink:
      return "symlink";
    default:
      return "other";
  }
}

}  // namespace

Result<ListFolder::Answer> ListFolder::run(Session& session, const Request& request, Watch&) {
  std::string path = request.path;
  while (path.ends_with('/')) path.pop_back();
  RETURN_IF_ERROR(permit_path(path));
  ASSIGN_OR_RETURN(std::unique_ptr<Files> files, open_files(find_root(session.start())));
  ASSIGN_OR_RETURN(std::vector<DirectoryEntry> entries, files->list(path));
  IgnoreRules rules;
  bool ignored = read_rules(*files, path, rules);
  Answer answer{.path = path, .entries = {}};
  for (const DirectoryEntry& entry : entries) {
    std::string inner = path.empty() ? entry.name : path + "/" + entry.name;
    if (is_kept_back(inner)) continue;
    answer.entries.push_back({entry.name, std::string(type_of(entry.type)),
                              ignored || rules.ignores(inner, entry.type == FileType::kDirectory)});
  }
  return answer;
}

Result<FindFiles::Answer> FindFiles::run(Session& session, const Request& request, Watch&) {
  std::string typed = to_lower(request.match);
  std::erase(typed, ' ');
  std::vector<std::pair<int, std::string>> found;
  auto list = [&]() -> Result<std::vector<std::string>> {
    ASSIGN_OR_RETURN(std::unique_ptr<Files> files, open_files(find_root(session.start())));
    Folder folder(*files);
    ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, folder.list());
    std::vector<std::string> paths;
    for (const FolderFile& file : *all) paths.push_back(file.path);
    return paths;
  };
  ASSIGN_OR_RETURN(auto paths,
                   session.cache().paths.get(kListingKept_us, "the folder is being listed", list));
  for (const std::string& path : *paths)
    if (auto score = fit(path, typed)) found.emplace_back(-*score, path);
  size_t shown = std::min(found.size(), static_cast<size_t>(request.limit));
  std::partial_sort(found.begin(), found.begin() + static_cast<long>(shown), found.end());
  Answer answer{.files = {}, .total = static_cast<int64_t>(found.size())};
  for (size_t i = 0; i < shown; ++i) answer.files.emplace_back(found[i].second);
  return answer;
}

Result<ShowFile::Answer> ShowFile::run(Session& session, const Request& request, Watch&) {
  RETURN_IF_ERROR(permit_path(request.path));
  ASSIGN_OR_RETURN(std::unique_ptr<Files> files, open_files(find_root(session.start())));
  ASSIGN_OR_RETURN(FileInfo info, files->info(request.path));
  if (info.type == FileType::kAbsent)
    return Error{ErrorCode::kNotFound, "there is no file " + printable(request.path)};
  if (info.type != FileType::kFile)
    return Error{ErrorCode::kInvalid, printable(request.path) + " is not a regular file"};
  ASSIGN_OR_RETURN(std::string content, files->read(request.path, kFileShownBytesMax));
  Answer answer{.path = request.path,
                .size = static_cast<int64_t>(content.size()),
                .digest = Digest::of(content).hex()};
  if (is_binary(content)) {
    answer.binary = true;
    return answer;
  }
  if (!is_utf8(content)) answer.lossy = true;
  answer.text = std::move(content);
  return answer;
}

}  // namespace suit::functions
