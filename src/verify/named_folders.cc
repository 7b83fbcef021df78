#include "verify/named_folders.h"

#include <algorithm>

#include "base/glob.h"
#include "base/text.h"
#include "code/syntax.h"
#include "folder/path_kind.h"

namespace suit {
namespace {

// Words beside the name of a folder that say that a place is meant, not a key or a title.
constexpr std::string_view kPlaceWords[] = {
    "Path(",    "path.",     "join(",       "open(",    "glob",      "listdir",  "scandir",
    "walk(",    "readdir",   "readFile",    "resolve",  "__dirname", "__file__", "fs.",
    "Dir(",     "ReadFile",  "File(",       "filepath", "ifstream",  "fopen",    "opendir",
    "include_", "read_text", "import.meta", "dirname",  "DIR",       "directory"};

// Does the literal that begins with the folder's path name the file, or files among which it may be?
bool may_name(std::string_view literal, std::string_view path) {
  if (has_glob_characters(literal) && literal.find_first_of("{%$") == literal.npos)
    return glob_matches(literal, path);
  // Up to what is filled in: "samples/{}.txt", "samples/%s", `samples/${name}`.
  std::string_view fixed = literal.substr(0, literal.find_first_of("{%$"));
  if (fixed.size() < literal.size()) return path.starts_with(fixed);
  while (fixed.ends_with('/')) fixed.remove_suffix(1);
  return path.starts_with(fixed) && path.size() > fixed.size() && path[fixed.size()] == '/';
}

// Is the place of the literal text[begin, end) one where a path stands?
bool is_place(std::string_view text, size_t begin, size_t end) {
  size_t line = text.rfind('\n', begin), next = text.find('\n', end);
  line = line == text.npos ? 0 : line + 1;
  std::string_view before = trim(text.substr(line, begin - line));
  std::string_view after = trim(text.substr(end, next == text.npos ? next : next - end));
  if (before.ends_with('/') || (after.starts_with('/') && !after.starts_with("//"))) return true;
  std::string_view whole = text.substr(line, next == text.npos ? next : next - line);
  return std::any_of(std::begin(kPlaceWords), std::end(kPlaceWords),
                     [&](std::string_view word) { return whole.find(word) != whole.npos; });
}

// The folder of the path that the text names as a place, such as "examples/data" by "examples/data/*.txt" or
// root / "examples" / "data"; "" for none.
std::string_view place_named(std::string_view text, std::string_view path) {
  std::string_view top = path.substr(0, path.find('/'));
  for (size_t at = text.find(top); at != text.npos; at = text.find(top, at + 1)) {
    size_t begin = at;  // back over "./" and "../../" to the quote
    while (begin > 0 && (text[begin - 1] == '.' || text[begin - 1] == '/')) --begin;
    if (begin == 0) continue;
    char quote = text[begin - 1];
    if (quote != '"' && quote != '\'' && quote != '`') continue;
    size_t end = text.find(quote, at);
    if (end == text.npos || end - at > 300) continue;
    std::string_view literal = text.substr(at, end - at);
    if ((literal.size() > top.size() && literal[top.size()] != '/') || !may_name(literal, path)) continue;
    if (literal == top && begin == at && !is_place(text, begin - 1, end + 1)) continue;
    size_t depth = 0;  // of the path, that is named
    while (depth < std::min(literal.size(), path.size()) && literal[depth] == path[depth]) ++depth;
    if (depth < path.size() && path[depth] != '/') depth = path.rfind('/', depth);
    // More names follow: / "data", or , "data".
    for (size_t next = end + 1; depth < path.size();) {
      size_t slash = path.find('/', depth + 1);
      if (slash == path.npos) break;
      next = text.find_first_not_of(" \n\t/,", next);
      std::string_view name = path.substr(depth + 1, slash - depth - 1);
      if (next == text.npos || text.substr(next + 1, name.size()) != name ||
          (text[next] != '"' && text[next] != '\'') || next + name.size() + 1 >= text.size() ||
          text[next + name.size() + 1] != text[next])
        break;
      next += name.size() + 2;
      depth = slash;
    }
    return path.substr(0, depth);
  }
  return {};
}

}  // namespace

std::string why_in_named_folder(std::string_view path, std::span<const TestText> tests, Folder& folder) {
  if (path.find('/') == path.npos) return {};
  std::string_view place;
  auto test = std::find_if(tests.begin(), tests.end(), [&](const TestText& one) {
    place = place_named(one.second, path);
    return !place.empty();
  });
  if (test == tests.end()) return {};
  auto list = folder.list();
  if (!list) return {};
  std::string start = std::string(place) + "/";
  for (const FolderFile& file : **list)  // a folder of code is named to import it
    if (file.path.starts_with(start) && grammar_of(file.path)) return {};
  auto users = folder.containing(std::string(path.substr(0, path.find('/'))),
                                 [](std::string_view other) { return grammar_of(other) && !is_test(other); });
  if (!users) return {};
  for (const std::string& user : *users)
    if (auto text = folder.read(user); text && !place_named(*text, path).empty()) return {};
  return test->first + " reads " + printable(place);
}

}  // namespace suit
