// Shared by the tests on real trees: copies of system files, and comparisons of snapshots.
#pragma once

#include <glob.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/testing.h"

namespace suit::real {

using Snapshot = std::map<std::string, std::string>;  // from TemporaryFolder::snapshot()

// Standard output of a program that must succeed; otherwise the test ends.
inline std::string run_or_fail(const std::vector<std::string>& arguments, const std::string& folder) {
  Ran ran = run_program(arguments, folder);
  std::string line;
  for (const std::string& argument : arguments) line += argument + " ";
  if (ran.code != 0) throw std::runtime_error(line + "failed: " + ran.out + ran.err);
  return ran.out;
}

// The system's path that matches a pattern such as /usr/share/cmake-*/Modules; the test ends if there is
// none.
inline std::string find_on_system(const std::string& pattern) {
  glob_t found{};
  std::string path;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0 && found.gl_pathc > 0) path = found.gl_pathv[0];
  ::globfree(&found);
  if (path.empty()) throw std::runtime_error("the system has no " + pattern);
  return path;
}

// Keeps modes, times and links.
inline void copy_tree(const std::string& from, const std::string& to) {
  run_or_fail({"cp", "-a", from, to}, "/");
}

// Paths whose type, mode or content differs, or that exist on one side only.
inline std::vector<std::string> differing(const Snapshot& before, const Snapshot& after) {
  std::vector<std::string> paths;
  for (auto& [path, about] : before)
    if (auto now = after.find(path); now == after.end() || now->second != about) paths.push_back(path);
  for (auto& [path, about] : after)
    if (!before.contains(path)) paths.push_back(path);
  return paths;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

inline size_t count_of(std::string_view part, std::string_view text) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace suit::real
