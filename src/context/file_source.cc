// Offers the files that the scope and the task name, then files that contain names from the task.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "context/offer.h"
#include "context/task_names.h"

namespace suit {
namespace {

constexpr size_t kFilesMax = 60;      // offered, best first
constexpr size_t kSmallScope = 8;     // files: a scope this small is offered whole, whatever the task names
constexpr size_t kAround_lines = 25;  // before and after a name in a file that does not fit whole
constexpr size_t kWhyBytesMax = 120;  // maximum length of a reason; further names are dropped
constexpr double kInScope = 1000, kNamed = 500;

struct RankedFile {
  std::string path;
  double score = 0;
  std::string why;
};

Result<std::vector<RankedFile>> rank(const ContextRequest& request, const std::vector<std::string>& paths,
                                     const std::vector<std::string>& names) {
  std::map<std::string, RankedFile> found;
  auto note = [&](const std::string& path, double score, const std::string& why) {
    RankedFile& one = found[path];
    one.path = path;
    one.score += score;
    if (one.why.size() < kWhyBytesMax) one.why += (one.why.empty() ? "" : ", ") + why;
  };
  for (const std::string& path : request.scope)
    if (std::binary_search(paths.begin(), paths.end(), path)) note(path, kInScope, "in the scope");
  for (const std::string& path : paths)
    for (const std::string& name : names)
      if (path == name || path.ends_with("/" + name)) note(path, kNamed, "named in the task");
  std::vector<std::string_view> needles(names.begin(), names.end());
  if (!needles.empty()) {
    ASSIGN_OR_RETURN(auto lists, request.folder->containing_each(needles, request.may_change));
    for (size_t i = 0; i < lists.size(); ++i)
      for (const std::string& path : lists[i])  // rarer names are more specific
        note(path, std::log(1 + static_cast<double>(paths.size()) / static_cast<double>(lists[i].size())),
             "holds " + printable(names[i]));
  }
  if (found.empty() && paths.size() <= kSmallScope)
    for (const std::string& path : paths) note(path, 1, "in the scope");
  std::vector<RankedFile> ranked;
  for (auto& [path, one] : found) ranked.push_back(std::move(one));
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const RankedFile& a, const RankedFile& b) { return a.score > b.score; });
  return ranked;
}

// Adds the lines around the first of the names as a shorter form.
void add_excerpt(OfferedPart& part, const std::vector<std::string>& names) {
  std::vector<std::string_view> lines = split_lines(part.text);
  for (size_t i = 0; i < lines.size(); ++i) {
    bool named = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return lines[i].find(name) != std::string_view::npos;
    });
    if (!named) continue;
    OfferedPart excerpt = lines_of(part, i + 1 - std::min(i, kAround_lines), i + 1 + kAround_lines);
    if (!excerpt.whole) part.shorter.push_back(std::move(excerpt));
    return;
  }
}

Result<Offer> offer_files(const ContextRequest& request) {
  Offer offer;
  if (request.selection) return offer;  // the selection source offers that file
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, request.folder->list());
  std::vector<std::string> paths;  // sorted
  for (const FolderFile& file : *all)
    if (file.type == FileType::kFile && request.may_change(file.path)) paths.push_back(file.path);
  std::vector<std::string> names = names_in_task(request.task);
  ASSIGN_OR_RETURN(std::vector<RankedFile> ranked, rank(request, paths, names));
  if (ranked.size() > kFilesMax) {
    offer.left_out.push_back(counted(ranked.size() - kFilesMax, "file") + " that fit less well");
    ranked.resize(kFilesMax);
  }
  for (RankedFile& one : ranked) {
    auto part = file_part(request, one.path);
    if (!part) {
      offer.left_out.push_back(printable(one.path) + ": " + part.error().message);
      continue;
    }
    part->why = std::move(one.why);
    part->weight = one.score;
    add_excerpt(*part, names);
    offer.parts.push_back(std::move(*part));
  }
  return offer;
}

}  // namespace

ContextSource file_source() {
  return {.name = "files", .kind = PartKind::kFile, .offer = offer_files};
}

}  // namespace suit
