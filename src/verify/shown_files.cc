#include "verify/shown_files.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

// The first of the sorted entries whose path is not before `wanted`.
template <class Entry>
auto first_from(const std::vector<Entry>& entries, std::string_view wanted) {
  return std::lower_bound(entries.begin(), entries.end(), wanted,
                          [](const Entry& entry, std::string_view path) { return entry.path < path; });
}

}  // namespace

TrackedFiles::TrackedFiles(const std::string& folder) {
  auto repository = GitRepository::find(folder);
  if (!repository || !*repository) return;
  if (auto files = (*repository)->tracked()) files_ = std::move(*files);
}

bool TrackedFiles::holds(const std::string& path) const {
  auto at = first_from(files_, path);
  if (at != files_.end() && at->path == path) return true;
  at = first_from(files_, path + "/");
  return at != files_.end() && at->path.starts_with(path + "/");
}

ShownFiles::ShownFiles(const std::vector<FolderFile>& list, const TrackedFiles& tracked)
    : list_(list), tracked_(tracked) {
  folders_.insert("");
  for (const FolderFile& file : list)
    for (std::string_view at = parent_of(file.path); !at.empty() && folders_.insert(std::string(at)).second;)
      at = parent_of(at);
  for (const TrackedFile& file : tracked.all())
    if (file.is_repository) submodules_.insert(file.path);
}

bool ShownFiles::file(std::string_view path) const {
  auto at = first_from(list_, path);
  return at != list_.end() && at->path == path;
}

bool ShownFiles::shows(std::string_view path) const {
  if (folder(path) || file(path)) return true;
  if (!submodules_.empty())
    for (std::string_view at = path; !at.empty(); at = parent_of(at))
      if (submodules_.contains(at)) return true;
  return tracked_.holds(std::string(path));
}

std::optional<std::string> place_of_link(const std::string& root, std::string_view path,
                                         std::string_view target) {
  if (target.starts_with('/')) {
    if (target == root) return "";
    if (!target.starts_with(root + "/")) return std::nullopt;
    std::string place = join_path("", target.substr(root.size() + 1));
    return place.empty() ? std::nullopt : std::optional(place);
  }
  // Below a name that no folder has, since an empty result is also a place above the top.
  std::string place = join_path("\1/" + std::string(parent_of(path)), target);
  if (place == "\1") return "";
  return place.starts_with("\1/") ? std::optional(place.substr(2)) : std::nullopt;
}

}  // namespace suit
