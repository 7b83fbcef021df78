#include "propose/mechanic/references.h"

#include <algorithm>

#include "base/text.h"

namespace suit::mechanic {

Moves::Moves(const std::vector<FolderFile>& files, std::map<std::string, std::string> moved,
             std::string old_folder, std::string new_folder)
    : moved_(std::move(moved)), old_folder_(std::move(old_folder)), new_folder_(std::move(new_folder)) {
  for (const FolderFile& file : files) {
    files_.insert(file.path);
    by_name_.emplace(name_in(file.path), file.path);
    for (std::string_view parent = parent_of(file.path); !parent.empty(); parent = parent_of(parent))
      if (!folders_.emplace(parent).second) break;
  }
  for (const auto& [from, to] : moved_) targets_.insert(to);
  for (const std::string& folder : folders_)
    if (folder.find('/') == folder.npos) top_folders_.push_back(folder);
}

std::string Moves::after(const std::string& path) const {
  if (auto at = moved_.find(path); at != moved_.end()) return at->second;
  if (!old_folder_.empty() && path == old_folder_) return new_folder_;
  if (!old_folder_.empty() && path.starts_with(old_folder_ + "/"))
    return new_folder_ + path.substr(old_folder_.size());
  return path;
}

bool Moves::is_file_after(const std::string& path) const {
  return targets_.contains(path) || (is_file(path) && !moved_.contains(path));
}

std::vector<std::string> Moves::ending_with(std::string_view suffix) const {
  std::vector<std::string> found;
  auto [first, last] = by_name_.equal_range(name_in(suffix));
  for (; first != last; ++first) {
    const std::string& path = first->second;
    if (path == suffix || (path.ends_with(suffix) && path[path.size() - suffix.size() - 1] == '/'))
      found.push_back(path);
  }
  return found;
}

Part Source::part_at(size_t offset) const {
  auto at = std::upper_bound(regions.begin(), regions.end(), offset,
                             [](size_t value, const Region& region) { return value < region.end; });
  return at == regions.end() ? Part::kCode : at->part;
}

size_t Source::line_at(size_t offset) const {
  return static_cast<size_t>(std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(offset), '\n')) +
         1;
}

void Source::fix(size_t begin, size_t end, std::string with) {
  if (text.substr(begin, end - begin) != with) fixes.push_back({begin, end, std::move(with)});
}

std::string resolve_relative(const Source& source, std::string_view target) {
  return target.starts_with('/') ? std::string() : join_path(parent_of(source.path), target);
}

std::string relative_after(const Source& source, const std::string& path) {
  return relative_path(parent_of(source.path_after), source.moves.after(path));
}

void find_fixes(Source& source) {
  Naming naming = source.language.naming;
  if (naming == Naming::kIncludes) fix_includes(source);
  if (naming == Naming::kPython) fix_python(source);
  if (naming == Naming::kScripts) fix_scripts(source);
  if (naming == Naming::kLinks) fix_links(source);
  if (naming == Naming::kBuild) fix_build(source);
  std::sort(source.fixes.begin(), source.fixes.end(),
            [](const Fix& a, const Fix& b) { return a.begin < b.begin; });
  auto overlap = [](const Fix& a, const Fix& b) { return b.begin < a.end; };
  source.fixes.erase(std::unique(source.fixes.begin(), source.fixes.end(), overlap), source.fixes.end());
}

// #include "x": relative to the file, else to the one root that makes it a file of the folder.
void fix_includes(Source& source) {
  std::string_view text = source.text;
  for (size_t line = 0; line < text.size();) {
    size_t end = std::min(text.find('\n', line), text.size());
    size_t at = std::min(text.find_first_not_of(" \t", line), end);
    size_t start = line;
    line = end + 1;
    if (at >= end || text[at] != '#' || source.part_at(start) == Part::kComment) continue;
    at = std::min(text.find_first_not_of(" \t", at + 1), end);
    size_t word = at;
    while (at < end && ((text[at] >= 'a' && text[at] <= 'z') || text[at] == '_')) ++at;
    std::string_view directive = text.substr(word, at - word);
    if (directive != "include" && directive != "import" && directive != "include_next") continue;
    at = std::min(text.find_first_of("\"<", at), end);
    if (at >= end) continue;
    bool quoted = text[at] == '"';
    size_t close = text.find(quoted ? '"' : '>', at + 1);
    if (close == text.npos || close > end) continue;
    std::string target(text.substr(at + 1, close - at - 1));
    std::string beside = quoted ? resolve_relative(source, target) : std::string();
    if (!beside.empty() && source.moves.is_file(beside)) {
      if (join_path(parent_of(source.path_after), target) != source.moves.after(beside))
        source.fix(at + 1, close, relative_after(source, beside));
      continue;
    }
    auto found = source.moves.ending_with(target);
    if (found.size() != 1 || !source.moves.moves(found[0])) {
      for (const std::string& path : found)
        if (found.size() > 1 && source.moves.moves(path))
          source.notes.push_back(printable(source.path) + ":" + std::to_string(source.line_at(at)) +
                                 " includes " + printable(target) + ", which " +
                                 std::to_string(found.size()) + " files match; left alone");
      continue;
    }
    std::string root = found[0].substr(0, found[0].size() - target.size()),
                now = source.moves.after(found[0]);
    if (now.starts_with(root)) {
      source.fix(at + 1, close, now.substr(root.size()));
    } else if (quoted) {
      source.fix(at + 1, close, relative_after(source, found[0]));
    } else {
      source.notes.push_back(printable(source.path) + ":" + std::to_string(source.line_at(at)) +
                             " includes <" + printable(target) +
                             ">, whose include folder no longer holds it");
    }
  }
}

// Words in a build file that are exactly a path relative to its folder.
void fix_build(Source& source) {
  std::string_view text = source.text;
  constexpr std::string_view breaks = " \t\r\n()\"';,=[]:";
  for (size_t at = 0; at < text.size();) {
    if (breaks.find(text[at]) != breaks.npos) {
      ++at;
      continue;
    }
    size_t begin = at;
    at = std::min(text.find_first_of(breaks, at), text.size());
    for (std::string_view here : {"${CMAKE_CURRENT_SOURCE_DIR}/", "${CMAKE_CURRENT_LIST_DIR}/", "$(CURDIR)/"})
      if (text.substr(begin, at - begin).starts_with(here)) begin += here.size();
    std::string_view word = text.substr(begin, at - begin);
    if (word.find_first_of("$*") != word.npos || source.part_at(begin) == Part::kComment) continue;
    std::string path = resolve_relative(source, word);
    bool folder = source.moves.is_folder(path) && source.language.name == "CMake" && !path.empty() &&
                  source.moves.moves(path);
    if (path.empty() || (!folder && !source.moves.is_file(path))) continue;
    if (join_path(parent_of(source.path_after), word) == source.moves.after(path)) continue;
    std::string now = relative_after(source, path);
    source.fix(begin, at, word.starts_with("./") ? "./" + now : now);
  }
}

}  // namespace suit::mechanic
