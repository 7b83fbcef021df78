// References between files by path, and their new text after files have moved. Supports #include, imports of
// Python and JavaScript, CSS, links in Markdown and HTML, and paths in build files.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "code/lexer.h"
#include "folder/folder.h"

namespace suit::mechanic {
using namespace code;

// The existing files and their destinations.
class Moves {
 public:
  Moves(const std::vector<FolderFile>& files, std::map<std::string, std::string> moved,
        std::string old_folder, std::string new_folder);

  bool is_file(std::string_view path) const { return files_.contains(path); }
  bool is_folder(std::string_view path) const { return path.empty() || folders_.contains(path); }
  // The path of a file or folder after the moves; unchanged if it does not move.
  std::string after(const std::string& path) const;
  bool moves(const std::string& path) const { return after(path) != path; }
  bool is_file_after(const std::string& path) const;  // if nothing but these moves changes
  const std::map<std::string, std::string>& moved() const { return moved_; }
  // The files whose path ends with `suffix` at a component boundary.
  std::vector<std::string> ending_with(std::string_view suffix) const;
  const std::vector<std::string>& top_folders() const { return top_folders_; }

 private:
  std::set<std::string, std::less<>> files_, folders_;
  std::multimap<std::string, std::string, std::less<>> by_name_;
  std::vector<std::string> top_folders_;
  std::map<std::string, std::string> moved_;
  std::set<std::string, std::less<>> targets_;
  std::string old_folder_, new_folder_;
};

struct Fix {
  size_t begin = 0, end = 0;
  std::string text;
};

// One file whose references are fixed.
struct Source {
  const Moves& moves;
  std::string path;        // before the moves
  std::string path_after;  // after them
  std::string_view text;
  const Language& language;
  std::vector<Region> regions;
  std::vector<Fix> fixes = {};
  std::vector<std::string> notes = {};  // references that were found but can't be fixed

  Part part_at(size_t offset) const;
  size_t line_at(size_t offset) const;
  void fix(size_t begin, size_t end, std::string text);
};

// Finds every reference that the moves break, with its new text; skips those that still resolve.
void find_fixes(Source& source);

// The parts of find_fixes, one file each.
void fix_includes(Source& source);
void fix_python(Source& source);
void fix_scripts(Source& source);
void fix_links(Source& source);  // Markdown, HTML, CSS
void fix_build(Source& source);

// `target` as written in the file, resolved from the file's folder; empty if it leaves the folder.
std::string resolve_relative(const Source& source, std::string_view target);
// How the file refers to `path`, both after the moves.
std::string relative_after(const Source& source, const std::string& path);

}  // namespace suit::mechanic
