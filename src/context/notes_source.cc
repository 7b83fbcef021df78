// Offers the project's notes for contributors (AGENTS.md and similar). They are data from the folder, and the
// program marks them so. They cannot change permissions: code enforces scope, level and tools.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "context/offer.h"
#include "context/task_names.h"

namespace suit {
namespace {

struct NotesRow {
  std::string_view path;  // ends with "/": the files in that folder
  double weight;
  bool nested = false;  // also in subfolders: the one nearest to the task's location outweighs the top one
};
constexpr NotesRow kNotesRows[] = {
    {"AGENTS.md", 60, true}, {"CLAUDE.md", 50, true}, {".github/copilot-instructions.md", 40},
    {".cursorrules", 30},    {".cursor/rules/", 20},
};
constexpr double kNearer = 5;                // added weight
constexpr int64_t kNotesMax_tokens = 2'000;  // total
constexpr int64_t kNotesMarks_tokens = 20;   // slightly more than the builder's kPartMarks_tokens

// The folder of a path or glob: the part before the first wildcard, up to a slash.
std::string folder_of(std::string_view glob) {
  size_t wild = std::min(glob.find_first_of("*?[{\\"), glob.size());
  size_t slash = glob.substr(0, wild).rfind('/');
  return std::string(slash == glob.npos ? std::string_view() : glob.substr(0, slash));
}

class NotesSource {
 public:
  NotesSource(const ContextRequest& request, const std::vector<FolderFile>& all)
      : request_(request), all_(all) {}

  Offer offer() {
    for (const NotesRow& row : kNotesRows) {
      if (row.nested)
        for (const std::string& path : nearest(row.path))
          add(path, row.weight + kNearer, "nearest to the task");
      if (row.path.ends_with('/'))
        for (const std::string& path : files_in(row.path)) add(path, row.weight, "rules of the project");
      else if (is_file(row.path))
        add(std::string(row.path), row.weight, "notes of the project");
    }
    return std::move(offer_);
  }

 private:
  std::vector<FolderFile>::const_iterator at(std::string_view path) const {
    return std::lower_bound(all_.begin(), all_.end(), path,
                            [](const FolderFile& file, std::string_view one) { return file.path < one; });
  }
  bool is_file(std::string_view path) const {
    auto it = at(path);
    return it != all_.end() && it->path == path && it->type == FileType::kFile;
  }
  std::vector<std::string> files_in(std::string_view folder) const {
    std::vector<std::string> paths;
    for (auto it = at(folder); it != all_.end() && it->path.starts_with(folder); ++it)
      if (it->type == FileType::kFile) paths.push_back(it->path);
    return paths;
  }

  // For each location named by the scope or the task, the first notes file found going up, excluding the top
  // folder.
  std::vector<std::string> nearest(std::string_view name) const {
    std::vector<std::string> folders, paths;
    for (const std::string& glob : request_.scope) folders.push_back(folder_of(glob));
    for (const std::string& path : names_in_task(request_.task))
      if (is_file(path)) folders.emplace_back(parent_of(path));
    for (std::string folder : folders)
      for (; !folder.empty(); folder = parent_of(folder)) {
        std::string path = folder + "/" + std::string(name);
        if (!is_file(path)) continue;
        if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
        break;
      }
    return paths;
  }

  void add(const std::string& path, double weight, const char* why) {
    auto part = file_part(request_, path);
    if (!part) return offer_.left_out.push_back(printable(path) + ": " + part.error().message);
    if (trim(part->text).empty()) return;
    if (!contents_.insert(part->digest.hex()).second) return;  // a copy of another file
    part->kind = PartKind::kNotes;
    part->why = why;
    part->weight = weight;
    std::vector<std::string_view> lines = split_lines(part->text);
    for (int64_t room : {request_.budget_tokens, request_.budget_tokens / 4}) {
      size_t fit = lines_that_fit(request_, lines, 0, room - kNotesMarks_tokens);
      if (fit > 0 && fit < lines.size()) part->shorter.push_back(lines_of(*part, 1, fit));
    }
    offer_.parts.push_back(std::move(*part));
  }

  const ContextRequest& request_;
  const std::vector<FolderFile>& all_;
  std::set<std::string> contents_;  // digests of the offered files
  Offer offer_;
};

Result<Offer> offer_notes(const ContextRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, request.folder->list());
  return NotesSource(request, *all).offer();
}

}  // namespace

ContextSource notes_source() {
  return {.name = "notes",
          .kind = PartKind::kNotes,
          .offer = offer_notes,
          .share = .125,
          .tokens_max = kNotesMax_tokens};
}

}  // namespace suit
