#include "folder/typed_path.h"

#include <algorithm>

#include "base/glob.h"
#include "base/text.h"

namespace suit {
namespace {

// So that a folder named "[id]" is not a pattern.
std::string as_pattern(std::string_view path) {
  std::string out;
  for (char c : path) {
    if (std::string_view("*?[]{}\\").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::vector<std::string_view> matches(const std::vector<FolderFile>& all, const std::string& pattern) {
  std::vector<std::string_view> found;
  for (const FolderFile& file : all)
    if (scope_glob_matches(pattern, file.path)) found.push_back(file.path);
  return found;
}

bool is_there(const std::vector<FolderFile>& all, std::string_view path) {
  return std::any_of(all.begin(), all.end(), [&](const FolderFile& file) { return file.path == path; });
}

}  // namespace

bool is_explicitly_relative(std::string_view typed) {
  return typed == "." || typed == ".." || typed.starts_with("./") || typed.starts_with("../");
}

Result<std::string> path_from(std::string_view here, std::string_view typed) {
  if (typed.starts_with('/'))
    return Error{ErrorCode::kInvalid, printable(typed) + " is not a path inside the folder"};
  std::vector<std::string_view> parts;
  for (std::string_view half : {here, typed}) {
    for (std::string_view part : split(half, '/')) {
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return Error{ErrorCode::kInvalid, printable(typed) + " is not a path inside the folder"};
      } else {
        parts.pop_back();
      }
    }
  }
  std::string path;
  for (std::string_view part : parts) path.append(path.empty() ? "" : "/").append(part);
  return path;
}

Result<TypedPath> find_typed_path(Folder& folder, std::string_view here, std::string_view typed) {
  std::string from_top(typed);
  while (from_top.starts_with("./")) from_top.erase(0, 2);
  if (here.empty() || typed.starts_with('/')) return TypedPath{.here = {}, .top = from_top, .only = from_top};
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, folder.list());
  bool explicitly = is_explicitly_relative(typed), is_pattern = has_glob_characters(typed);
  // Plain paths stay plain, since a question shows them.
  std::string place = is_pattern ? as_pattern(here) : std::string(here);
  ASSIGN_OR_RETURN(std::string from_here, path_from(place, typed));
  if (from_here.empty()) from_here = "**";
  // At the top only; a name alone would match anywhere.
  if (explicitly && from_here != "**" && from_here.find('/') == from_here.npos && !is_there(*all, from_here))
    from_here.insert(0, kAtTop);
  TypedPath found{.here = {}, .top = {}, .only = from_here};
  std::vector<std::string_view> of_here = matches(*all, from_here);
  // A name without a folder matches anywhere below.
  bool name_alone = typed.find('/') == typed.npos && !explicitly;
  if (name_alone && !is_there(*all, from_here)) {
    std::string below = as_pattern(here) + "/**/" + std::string(typed);
    if (auto deeper = matches(*all, below); deeper.size() > of_here.size()) {
      of_here = std::move(deeper);
      from_here = std::move(below);
    }
  }
  if (!of_here.empty()) found.here = found.only = from_here;
  if (explicitly) return found;
  std::vector<std::string_view> of_top;
  if (is_there(*all, from_top)) {
    of_top.push_back(from_top);
  } else {
    of_top = matches(*all, from_top);
  }
  if (of_top.empty() || of_top == of_here) return found;
  found.top = from_top;
  if (!found.here) found.only = from_top;
  return found;
}

}  // namespace suit
