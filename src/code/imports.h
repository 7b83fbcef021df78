// Which files of a folder a source file names as what it is built from: includes, imports, modules; each with
// its line. By the lines' own form, without the build's search paths: what does not resolve to a file of the
// folder is left out, and so is what stands in strings and comments.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "code/language.h"

namespace suit {

struct Import {
  size_t line = 0;    // from 1
  size_t target = 0;  // index into the paths
};

class ImportResolver {
 public:
  // The paths of the folder; they must outlive it.
  explicit ImportResolver(const std::vector<std::string>& paths);
  // The text of a go.mod: from then on only packages of such modules are looked for in the folder.
  void add_go_module(std::string_view path, std::string_view text);
  // None of a language that the table of languages gives no way for, or only links and the like.
  std::vector<Import> imports_of(std::string_view path, std::string_view text) const;

 private:
  // The file whose path is this, or ends with it behind a slash; where several do, the one nearest to `from`.
  // npos: none.
  size_t find(std::string_view from, std::string_view path) const;
  size_t find_any(std::string_view from, std::string_view stem,
                  std::initializer_list<std::string_view> endings) const;
  std::vector<size_t> targets(code::Naming naming, std::string_view path, std::string_view line) const;
  bool is_python_root(std::string_view root, std::string_view from) const;
  size_t python_module(std::string_view from, std::string_view dotted) const;
  std::vector<size_t> python(std::string_view path, std::string_view line) const;
  std::vector<size_t> javascript(std::string_view path, std::string_view line) const;
  size_t go(std::string_view name) const;

  const std::vector<std::string>& paths_;
  std::vector<std::pair<std::string, std::string>> go_modules_;      // name, folder
  std::map<std::string, std::vector<size_t>, std::less<>> by_name_;  // of the last component
};

}  // namespace suit
