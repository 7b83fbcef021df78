#include "context/imports.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

// The text between the first two of these marks; "" where there are none.
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

size_t shared_folders(std::string_view a, std::string_view b) {
  size_t count = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) count += a[i] == '/';
  return count;
}

// What stands behind a keyword and a blank; "" where the line does not begin with it.
std::string_view behind(std::string_view line, std::string_view keyword) {
  return line.starts_with(keyword) && line.size() > keyword.size() && line[keyword.size()] == ' ' ? trim(line.substr(keyword.size())) : std::string_view();
}

std::string_view word_at_front(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_' || text[end] == '.')) ++end;
  return text.substr(0, end);
}

bool is_of_tests(std::string_view path) {
  std::string low = "/" + to_lower(path);
  for (std::string_view sign : {"/tests/", "/test/", "/testdata/", "/testing/", "/fixtures/", "/test_", "_test."})
    if (low.find(sign) != low.npos) return true;
  return false;
}

// Which lines of a text begin within a string of several lines (Python) or a block comment (the others).
class SeveralLines {
 public:
  explicit SeveralLines(std::string_view path) {
    std::string ending = extension_of(path);
    is_python_ = ending == ".py" || ending == ".pyi";
  }

  // Of the next line.
  bool begins_within(std::string_view line) {
    bool within = !closes_.empty();
    for (size_t at = 0; at < line.size();) {
      if (!closes_.empty()) {
        size_t end = line.find(closes_, at);
        if (end == line.npos) break;
        at = end + closes_.size();
        closes_ = {};
      } else if (is_python_ ? line[at] == '#' : line.substr(at, 2) == "//") {
        break;
      } else if (is_python_ && (line.substr(at, 3) == R"(""")" || line.substr(at, 3) == "'''")) {
        closes_ = line[at] == '"' ? R"(""")" : "'''";
        at += 3;
      } else if (!is_python_ && line.substr(at, 2) == "/*") {
        closes_ = "*/";
        at += 2;
      } else if (line[at] == '"' || line[at] == '\'') {
        char quote = line[at++];
        while (at < line.size() && line[at] != quote) at += line[at] == '\\' ? 2 : 1;
        ++at;
      } else {
        ++at;
      }
    }
    return within;
  }

 private:
  bool is_python_ = false;
  std::string_view closes_ = {};
};

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
    bool ends = candidate == wanted || (candidate.size() > wanted.size() && candidate.ends_with(wanted) && candidate[candidate.size() - wanted.size() - 1] == '/');
    if (relative || !ends || (is_of_tests(candidate) && !is_of_tests(from))) continue;
    size_t near = shared_folders(candidate, from) + 1;
    if (near > nearest) {
      nearest = near;
      best = index;
    }
  }
  return best;
}

size_t ImportResolver::find_any(std::string_view from, std::string_view stem, std::initializer_list<std::string_view> endings) const {
  for (std::string_view ending : endings)
    if (size_t found = find(from, std::string(stem) + std::string(ending)); found != kNone) return found;
  return kNone;
}

std::vector<size_t> ImportResolver::python(std::string_view path, std::string_view line) const {
  auto module = [&](std::string_view dotted) {
    size_t dots = std::min(dotted.find_first_not_of('.'), dotted.size());
    std::string up = dots == 0 ? "" : "./";
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
  for (std::string_view name : split(rest.substr(import + 8), ',')) {  // each may be a module itself
    name = word_at_front(trim(name));
    if (!name.empty()) found.push_back(module(from + (from.ends_with('.') ? "" : ".") + std::string(name)));
  }
  if (from.find_first_not_of('.') != from.npos) found.push_back(module(from));
  return found;
}

std::vector<size_t> ImportResolver::javascript(std::string_view path, std::string_view line) const {
  size_t at = line.find(" from ");
  if (at == line.npos && line.starts_with("import ")) at = 6;
  if (at == line.npos) at = line.find("require(");
  if (at == line.npos) at = line.find("import(");
  if (at == line.npos) return {};
  std::string_view name = quoted(line.substr(at));
  if (!name.starts_with(".")) return {};
  std::string stem(name);
  for (std::string_view ending : {".js", ".mjs", ".jsx"})  // TypeScript names what will be there
    if (size_t found = stem.ends_with(ending) ? find_any(path, stem.substr(0, stem.size() - ending.size()), {".ts", ".tsx"}) : kNone; found != kNone) return {found};
  return {find_any(path, stem, {"", ".ts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", "/index.ts", "/index.tsx", "/index.js"})};
}

std::vector<size_t> ImportResolver::targets(std::string_view path, std::string_view line) const {
  std::string ending = extension_of(path);
  auto is = [&](std::initializer_list<std::string_view> endings) { return std::find(endings.begin(), endings.end(), ending) != endings.end(); };
  if (is({".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".inc", ".ipp"})) {
    if (!line.starts_with('#')) return {};
    std::string_view rest = trim(line.substr(1));
    std::string_view name = rest.starts_with("include") ? quoted(rest) : std::string_view();
    bool of_system = rest.find('<') != rest.npos && name.find('/') == name.npos;
    return name.empty() || of_system ? std::vector<size_t>{} : std::vector<size_t>{find(path, name)};
  }
  if (is({".py", ".pyi"})) return python(path, line);
  if (is({".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".mts"})) return javascript(path, line);
  if (is({".java"})) {
    std::string_view name = behind(line, "import");
    return name.empty() ? std::vector<size_t>{} : std::vector<size_t>{find(path, with_slashes(word_at_front(name)) + ".java")};
  }
  if (is({".rs"})) {
    std::string_view name = behind(line.starts_with("pub ") ? line.substr(4) : line, "mod");
    if (!name.empty() && name.ends_with(';')) return {find_any(path, "./" + std::string(word_at_front(name)), {".rs", "/mod.rs"})};
    name = behind(line.starts_with("pub ") ? line.substr(4) : line, "use");
    if (!name.starts_with("crate::")) return {};
    std::string stem(word_at_front(name.substr(7)));
    return {find_any(path, stem, {".rs", "/mod.rs"})};
  }
  if (is({".go"})) {  // a package is a folder: its first file stands for it
    std::string_view name = quoted(line);
    bool imports = !name.empty() && (line.starts_with("import ") || line.starts_with('"') || line.ends_with('"')) && name.find('/') != name.npos;
    if (!imports) return {};
    for (size_t cut = name.find('/'); cut != name.npos; cut = name.find('/', cut + 1)) {
      std::string folder(name.substr(cut + 1));
      for (size_t i = 0; i < paths_.size(); ++i)
        if (parent_of(paths_[i]) == folder && paths_[i].ends_with(".go")) return {i};
    }
  }
  return {};
}

std::vector<Import> ImportResolver::imports_of(std::string_view path, std::string_view text) const {
  std::vector<Import> imports;
  size_t number = 0, self = find("", path);
  SeveralLines state(path);
  for (std::string_view raw : split_lines(text)) {
    ++number;
    if (state.begins_within(raw) || raw.size() > 1000) continue;
    for (size_t target : targets(path, trim(raw)))
      if (target != kNone && target != self && std::none_of(imports.begin(), imports.end(), [&](const Import& one) { return one.target == target; })) imports.push_back({number, target});
  }
  return imports;
}

}  // namespace suit
