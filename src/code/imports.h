// The files that a source file is built from: includes, imports, modules; each with its line. Decided by
// single lines, without the build's search paths: skips names that do not resolve to a file of the folder,
// and strings and comments.
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
  // The paths of the folder; they must outlive this object.
  explicit ImportResolver(const std::vector<std::string>& paths);
  // Adds a go.mod's text: afterwards only packages of such modules are resolved.
  void add_go_module(std::string_view path, std::string_view text);
  // Empty for languages without an import syntax in the table, or with only links and the like.
  std::vector<Import> imports_of(std::string_view path, std::string_view text) const;

 private:
  // The file whose path equals `path` or ends with "/" and `path`; among several the one nearest to `from`.
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
  std::map<std::string, std::vector<size_t>, std::less<>> by_name_;  // by the last component
};

}  // namespace suit
