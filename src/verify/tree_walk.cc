#include "verify/tree_walk.h"

#include <algorithm>

namespace suit {

void walk_tree(Files& files, const std::string& folder, size_t& budget,
               const std::function<bool(const std::string& path, FileType type)>& visit) {
  std::vector<std::string> ahead = {folder};
  while (!ahead.empty()) {
    std::string at = std::move(ahead.back());
    ahead.pop_back();
    auto entries = files.list(at);
    if (!entries) continue;
    size_t first = ahead.size();
    for (const DirectoryEntry& entry : *entries) {
      if (budget == 0) return;
      --budget;
      std::string path = at.empty() ? entry.name : at + "/" + entry.name;
      if (visit(path, entry.type) && entry.type == FileType::kDirectory) ahead.push_back(std::move(path));
    }
    std::reverse(ahead.begin() + static_cast<ptrdiff_t>(first), ahead.end());
  }
}

}  // namespace suit
