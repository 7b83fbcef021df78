#include "code/imports.h"

#include <algorithm>

#include "base/text.h"
#include "code/code_lines.h"
#include "folder/path_kind.h"

namespace suit {
namespace {

using code::Naming;

constexpr size_t kNone = static_cast<size_t>(-1);

// The text between the first two of these marks; "" if there are none.
std::string_view quoted(std::string_view line) {
  size_t begin = line.find_first_of("\"'<`");
  if (begin == line.npos) return {};
  char close = line[begin] == '<' ? '>' : line[begin];
  size_t end = line.find(close, begin + 1);
  return end == line.npos ? std::string_view() : line.substr(begin + 1, end - begin - 1);
}

std::string with_slashes(std::string_view dotted) {
  std::string path(dotted);
  std::replace(path.begin(), path.end(), '.', '/');
  return path;
}

bool is_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$';
}

size_t shared_folders(std::string_view a, std::string_view b) {
  size_t count = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) count += a[i] == '/';
  return count;
}

// The text after a keyword and a blank; "" if the line does not begin with it.
std::string_view behind(std::string_view line, std::string_view keyword) {
  return line.starts_with(keyword) && line.size() > keyword.size() && line[keyword.size()] == ' '
             ? trim(line.substr(keyword.size()))
             : std::string_view();
}

std::string_view word_at_front(std::string_view text) {
  size_t end = 0;
  while (end < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_' || text[end] == '.'))
    ++end;
  return text.substr(0, end);
}

}  // namespace

ImportResolver::ImportResolver(const std::vector<std::string>& paths) : paths_(paths) {
  for (size_t i = 0; i < paths.size(); ++i) by_name_[std::string(name_in(paths[i]))].push_back(i);
}

size_t ImportResolver::find(std::string_view from, std::string_view path) const {
  std::string beside = join_path(parent_of(from), path);
  std::string_view wanted = path;
  while (wanted.starts_with("../") || wanted.starts_with("./")) wanted.remove_prefix(wanted.find('/') + 1);
  bool relative = wanted.size() != path.size();
  auto found = by_name_.find(name_in(wanted));
  if (found == by_name_.end()) return kNone;
  size_t best = kNone, nearest = 0;
  for (size_t index : found->second) {
    const std::string& candidate = paths_[index];
    if (!beside.empty() && candidate == beside) return index;
    bool ends = candidate == wanted || (candidate.size() > wanted.size() && candidate.ends_with(wanted) &&
                                        candidate[candidate.size() - wanted.size() - 1] == '/');
    // Prefer files other than tests: a test uses code, but nothing is built from it.
    bool is_for_tests = is_test(candidate) && !is_test(from);
    if (relative || !ends || is_for_tests) continue;
    size_t near = shared_folders(candidate, from) + 1;
    if (near > nearest) {
      nearest = near;
      best = index;
    }
  }
  return best;
}

size_t ImportResolver::find_any(std::string_view from, std::string_view stem,
                                std::initializer_list<std::string_view> endings) const {
  for (std::string_view ending : endings)
    if (size_t found = find(from, std::string(stem) + std::string(ending)); found != kNone) return found;
  return kNone;
}

// A folder that Python may search when `from` runs: the top, one above it that is not a package, or the
// latter's "src" and similar.
bool ImportResolver::is_python_root(std::string_view root, std::string_view from) const {
  if (root.empty()) return true;
  std::string init = std::string(root) + "/__init__.py";
  if (auto same = by_name_.find("__init__.py"); same != by_name_.end())
    for (size_t index : same->second)
      if (paths_[index] == init) return false;
  auto holds = [&](std::string_view folder) {
    return folder.empty() ||
           (from.starts_with(folder) && from.size() > folder.size() && from[folder.size()] == '/');
  };
  if (holds(root)) return true;
  std::string_view name = name_in(root);
  return (name == "src" || name == "lib" || name == "python") && holds(parent_of(root));
}

// Resolves an absolute name; kNone: not in this folder.
size_t ImportResolver::python_module(std::string_view from, std::string_view dotted) const {
  for (std::string_view ending : {".py", "/__init__.py"}) {
    std::string wanted = with_slashes(dotted) + std::string(ending);
    auto found = by_name_.find(name_in(wanted));
    size_t best = kNone, nearest = 0;
    for (size_t index : found == by_name_.end() ? std::vector<size_t>() : found->second) {
      const std::string& candidate = paths_[index];
      bool ends = candidate == wanted ||
                  (candidate.ends_with(wanted) && candidate[candidate.size() - wanted.size() - 1] == '/');
      if (!ends || !is_python_root(candidate == wanted ? ""
                                                       : std::string_view(candidate).substr(
                                                             0, candidate.size() - wanted.size() - 1),
                                   from))
        continue;
      if (size_t near = shared_folders(candidate, from) + 1; near > nearest) nearest = near, best = index;
    }
    if (best != kNone) return best;
  }
  return kNone;
}

std::vector<size_t> ImportResolver::python(std::string_view path, std::string_view line) const {
  auto module = [&](std::string_view dotted) {
    size_t dots = std::min(dotted.find_first_not_of('.'), dotted.size());
    if (dots == 0) return dotted.empty() ? kNone : python_module(path, dotted);
    std::string up = "./";
    for (size_t i = 1; i < dots; ++i) up += "../";
    return find_any(path, up + with_slashes(dotted.substr(dots)), {".py", "/__init__.py"});
  };
  std::vector<size_t> found;
  if (std::string_view names = behind(line, "import"); !names.empty()) {
    for (std::string_view name : split(names, ',')) found.push_back(module(word_at_front(trim(name))));
    return found;
  }
  std::string_view rest = behind(line, "from");
  size_t import = rest.find(" import ");
  if (import == rest.npos) return found;
  std::string from(trim(rest.substr(0, import)));
  for (std::string_view name : split(rest.substr(import + 8), ',')) {  // each may itself be a module
    name = word_at_front(trim(name));
    if (!name.empty()) found.push_back(module(from + (from.ends_with('.') ? "" : ".") + std::string(name)));
  }
  if (from.find_first_not_of('.') != from.npos) found.push_back(module(from));
  return found;
}

std::vector<size_t> ImportResolver::javascript(std::string_view path, std::string_view line) const {
  // A list of names may be on the lines before: "} from './a'".
  bool is_statement = line.starts_with("import ") || line.starts_with("import{") ||
                      line.starts_with("export ") || line.starts_with("export{") || line.starts_with('}') ||
                      line.starts_with("from ");
  size_t at = is_statement ? line.find("from ") : line.npos;
  if (at == line.npos && line.starts_with("import ")) at = 6;
  for (std::string_view call : {"require(", "import("})
    if (at == line.npos) at = line.find(call);
  if (at == line.npos || is_quoted(line, at) || (at > 0 && (is_of_name(line[at - 1]) || line[at - 1] == '.')))
    return {};
  std::string_view name = quoted(line.substr(at));
  if (!name.starts_with(".")) return {};
  std::string stem(name);
  for (std::string_view ending : {".js", ".mjs", ".jsx"})  // TypeScript imports name the compiled file
    if (size_t found = stem.ends_with(ending)
                           ? find_any(path, stem.substr(0, stem.size() - ending.size()), {".ts", ".tsx"})
                           : kNone;
        found != kNone)
      return {found};
  return {
      find_any(path, stem,
               {"", ".ts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", "/index.ts", "/index.tsx", "/index.js"})};
}

std::vector<size_t> ImportResolver::targets(code::Naming naming, std::string_view path,
                                            std::string_view line) const {
  if (naming == Naming::kIncludes) {
    if (!line.starts_with('#')) return {};
    std::string_view rest = trim(line.substr(1));
    std::string_view name = rest.starts_with("include") ? quoted(rest) : std::string_view();
    bool of_system = rest.find('<') != rest.npos && name.find('/') == name.npos;
    return name.empty() || of_system ? std::vector<size_t>{} : std::vector<size_t>{find(path, name)};
  }
  if (naming == Naming::kPython) return python(path, line);
  if (naming == Naming::kScripts) return javascript(path, line);
  if (naming == Naming::kJava) {
    std::string_view name = behind(line, "import");
    return name.empty() ? std::vector<size_t>{}
                        : std::vector<size_t>{find(path, with_slashes(word_at_front(name)) + ".java")};
  }
  if (naming == Naming::kRust) {
    std::string_view name = behind(line.starts_with("pub ") ? line.substr(4) : line, "mod");
    if (!name.empty() && name.ends_with(';'))
      return {find_any(path, "./" + std::string(word_at_front(name)), {".rs", "/mod.rs"})};
    name = behind(line.starts_with("pub ") ? line.substr(4) : line, "use");
    if (!name.starts_with("crate::")) return {};
    std::string stem(word_at_front(name.substr(7)));
    return {find_any(path, stem, {".rs", "/mod.rs"})};
  }
  if (naming == Naming::kGo) {
    std::string_view name = quoted(line);
    return name.empty() ? std::vector<size_t>{} : std::vector<size_t>{go(name)};
  }
  return {};
}

void ImportResolver::add_go_module(std::string_view path, std::string_view text) {
  for (const CodeLine& line : code_lines("x.go", text))
    if (std::string_view name = behind(trim(line.text), "module"); !name.empty()) {
      if (std::string_view bare = quoted(name); !bare.empty()) name = bare;
      go_modules_.emplace_back(std::string(name), std::string(parent_of(path)));
      return;
    }
}

// A package is a folder: its first file other than a test represents it.
size_t ImportResolver::go(std::string_view name) const {
  auto first_of = [&](std::string_view folder) {
    for (size_t i = 0; i < paths_.size(); ++i)
      if (parent_of(paths_[i]) == folder && paths_[i].ends_with(".go") && !is_test(name_in(paths_[i])))
        return i;
    return kNone;
  };
  for (const auto& [module, folder] : go_modules_) {
    if (name == module) return first_of(folder);
    if (!name.starts_with(module + "/")) continue;
    std::string_view below = name.substr(module.size() + 1);
    return first_of(folder.empty() ? std::string(below) : folder + "/" + std::string(below));
  }
  if (!go_modules_.empty() || name.substr(0, name.find('/')).find('.') == name.npos)
    return kNone;  // the standard library
  for (size_t cut = name.find('/'); cut != name.npos; cut = name.find('/', cut + 1))
    if (size_t found = first_of(name.substr(cut + 1)); found != kNone) return found;
  return kNone;
}

std::vector<Import> ImportResolver::imports_of(std::string_view path, std::string_view text) const {
  std::vector<Import> imports;
  size_t number = 0, self = find("", path);
  code::Naming naming = code::language_of(path, "").naming;
  bool is_go = naming == Naming::kGo, in_block = false;
  for (const CodeLine& code : code_lines(path, text)) {
    ++number;
    std::string_view line = trim(code.text);
    if (line.empty() || line.size() > 1000) continue;
    if (is_go) {
      bool opens = line.starts_with("import (") || line.starts_with("import(");
      bool counts = in_block || line.starts_with("import ");
      in_block = (in_block || opens) && !line.starts_with(')');
      if (!counts || opens) continue;
    }
    for (size_t target : targets(naming, path, line))
      if (target != kNone && target != self &&
          std::none_of(imports.begin(), imports.end(),
                       [&](const Import& one) { return one.target == target; }))
        imports.push_back({number, target});
  }
  return imports;
}

}  // namespace suit
