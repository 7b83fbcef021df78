#include "loop/conflicts.h"

#include "base/text.h"
#include "change/diff.h"

namespace suit {

Result<std::string> keep_both_sides(Files& files, const std::vector<ApplyConflict>& conflicts,
                                    const std::string& proposal) {
  auto make = [&](const std::string& path) -> Result<void> {
    auto made = files.make_directory(path, 0700);
    return made || made.error().code == ErrorCode::kConflict ? Result<void>() : made;
  };
  RETURN_IF_ERROR(make(".suit/conflicts"));
  std::string folder = ".suit/conflicts/" + proposal;
  for (int again = 2;; ++again) {
    auto made = files.make_directory(folder, 0700);
    if (made) break;
    if (made.error().code != ErrorCode::kConflict || again > 1000) return made.error();
    folder = ".suit/conflicts/" + proposal + "-" + std::to_string(again);
  }
  auto keep = [&](const std::string& path, std::string_view content) -> Result<void> {
    for (size_t at = folder.size() + 1; (at = path.find('/', at)) != path.npos; ++at)
      RETURN_IF_ERROR(make(path.substr(0, at)));
    return files.create(path, FileType::kFile, 0600, content);
  };
  for (const ApplyConflict& conflict : conflicts) {
    std::string path = folder + "/" + conflict.path;
    auto is_text = [](const FileVersion& side) {
      return side.type == FileType::kFile && !is_binary(side.content);
    };
    if (is_text(conflict.now) && is_text(conflict.wanted) && is_text(conflict.base)) {
      Merge merge =
          merge_lines(conflict.base.content, conflict.now.content, conflict.wanted.content, "now", "wanted");
      RETURN_IF_ERROR(keep(path + ".merged", merge.content));
    }
    if (conflict.wanted.type != FileType::kAbsent)
      RETURN_IF_ERROR(keep(path + ".wanted", conflict.wanted.content));
    if (conflict.now.type != FileType::kAbsent) RETURN_IF_ERROR(keep(path + ".now", conflict.now.content));
  }
  return folder;
}

}  // namespace suit
