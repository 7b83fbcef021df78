#include "context/folder.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

#include "base/text.h"
#include "context/ignore.h"

namespace suit {
namespace {

constexpr uint64_t kIgnoreFileBytesMax = 1u << 20;

struct Walk {
  Files& files;
  IgnoreRules& rules;
  std::vector<FolderFile>& list;
  std::vector<std::string>& skipped;

  Result<void> directory(const std::string& path) {
    auto entries = files.list(path);
    if (!entries) return entries.error();
    size_t mark = rules.mark();
    for (const char* name : {".gitignore", ".ignore"}) {
      auto at = std::lower_bound(entries->begin(), entries->end(), name,
                                 [](const DirectoryEntry& entry, const char* wanted) { return entry.name < wanted; });
      if (at == entries->end() || at->name != name || at->type != FileType::kFile) continue;
      if (auto text = files.read(path.empty() ? name : path + "/" + name, kIgnoreFileBytesMax)) rules.add(path, *text);
    }
    for (const DirectoryEntry& entry : *entries) {
      if (entry.name == ".git" || entry.name == ".suit" || entry.name.starts_with(".suit-tmp-")) continue;
      std::string inner = path.empty() ? entry.name : path + "/" + entry.name;
      bool is_directory = entry.type == FileType::kDirectory;
      if (entry.type == FileType::kOther || rules.ignores(inner, is_directory)) continue;
      if (!is_directory) {
        list.push_back({std::move(inner), entry.type});
      } else if (auto below = directory(inner); !below) {
        skipped.push_back(below.error().message);
      }
    }
    rules.reset(mark);
    return {};
  }
};

}  // namespace

Result<const std::vector<FolderFile>*> Folder::list() {
  if (!walked_) {
    IgnoreRules rules;
    if (auto text = files_.read(".git/info/exclude", kIgnoreFileBytesMax)) rules.add("", *text);
    Walk walk{files_, rules, list_, skipped_};
    RETURN_IF_ERROR(walk.directory(""));
    std::sort(list_.begin(), list_.end(), [](auto& a, auto& b) { return a.path < b.path; });
    walked_ = true;
  }
  return &list_;
}

Result<std::vector<std::string>> Folder::containing(std::string_view needle,
                                                    const std::function<bool(std::string_view path)>& accept) {
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

  std::vector<uint32_t> found(candidates.size(), 0);  // a bit for each needle
  std::vector<std::string> failures(candidates.size());
  std::atomic<size_t> next{0};
  auto work = [&] {
    constexpr size_t batch = 16;
    for (size_t start; (start = next.fetch_add(batch)) < candidates.size();) {
      for (size_t i = start; i < std::min(start + batch, candidates.size()); ++i) {
        auto content = read(*candidates[i]);
        if (!content) {
          failures[i] = content.error().message;
          continue;
        }
        for (size_t n = 0; n < needles.size(); ++n)
          if (needles[n].empty() ||
              ::memmem(content->data(), content->size(), needles[n].data(), needles[n].size()))
            found[i] |= 1u << n;
        if (!found[i] || !is_binary(*content)) continue;
        if ((found[i] & 1u) && !needles[0].empty()) failures[i] = printable(*candidates[i]) + " is binary";
        found[i] = 0;
      }
    }
  };
  std::vector<std::thread> threads;
  size_t helpers = candidates.size() < 64 ? 0 : std::max(1u, std::thread::hardware_concurrency()) - 1;
  for (size_t i = 0; i < helpers; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();

  std::vector<std::vector<std::string>> paths(needles.size());
  for (size_t i = 0; i < candidates.size(); ++i) {
    for (size_t n = 0; n < needles.size(); ++n)
      if (found[i] >> n & 1) paths[n].push_back(*candidates[i]);
    if (!failures[i].empty()) skipped_.push_back(failures[i]);
  }
  return paths;
}

}  // namespace suit
