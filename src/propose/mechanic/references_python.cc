// Python imports.
#include <algorithm>

#include "base/text.h"
#include "propose/mechanic/references.h"

namespace suit::mechanic {
namespace {

const Language& python() {
  static const Language& language = language_named("Python");
  return language;
}

bool is_module_byte(char c) {
  return is_name_byte(python(), c);
}

struct Module {
  std::string path;  // a .py file, or a package's folder
  std::string root;  // with a final '/', or empty: the part that the dotted name omits
};

class Mender {
 public:
  explicit Mender(Source& source) : source_(source), text_(source.text) {}

  void run() {
    for (size_t line = 0; line < text_.size();) {
      size_t end = std::min(text_.find('\n', line), text_.size());
      size_t at = std::min(text_.find_first_not_of(" \t", line), end);
      if (at < end && source_.part_at(at) == Part::kCode) {
        if (text_.substr(at, end - at).starts_with("import ")) imports(at + 7, end);
        statement_ = at;
        if (text_.substr(at, end - at).starts_with("from ")) from(at + 5, end);
      }
      line = end + 1;
    }
  }

 private:
  void skip(size_t& at, size_t end) const {
    while (at < end && (text_[at] == ' ' || text_[at] == '\t')) ++at;
  }
  std::string_view dotted(size_t& at, size_t end) const {
    size_t begin = at;
    while (at < end && (is_module_byte(text_[at]) || text_[at] == '.')) ++at;
    return text_.substr(begin, at - begin);
  }

  std::optional<std::string> module_at(const std::string& base) const {
    if (source_.moves.is_file(base + ".py")) return base + ".py";
    if (source_.moves.is_folder(base) && !base.empty()) return base;
    return std::nullopt;
  }

  static std::string slashed(std::string_view name) {
    std::string path(name);
    std::replace(path.begin(), path.end(), '.', '/');
    return path;
  }

  // Resolves an absolute name from the folder, a top folder such as src, or the file's own folder.
  std::optional<Module> resolve(std::string_view name) const {
    std::string path = slashed(name);
    std::vector<std::string> roots = {""};
    for (const std::string& top : source_.moves.top_folders()) roots.push_back(top + "/");
    if (std::string own(parent_of(source_.path)); !own.empty()) roots.push_back(own + "/");
    std::optional<Module> found;
    for (const std::string& root : roots) {
      auto module = module_at(root + path);
      if (!module || (found && found->path == *module)) continue;
      if (found) return std::nullopt;  // the name is ambiguous
      found = Module{*module, root};
    }
    return found;
  }

  static std::string without_suffix(std::string path) {
    if (path.ends_with(".py")) path.resize(path.size() - 3);
    return path;
  }

  // "a/b" → "a.b"; nullopt if a part is not a Python name.
  static std::optional<std::string> dots(const std::string& path) {
    for (std::string_view part : split(path, '/'))
      if (!is_identifier(python(), part)) return std::nullopt;
    std::string name = path;
    std::replace(name.begin(), name.end(), '/', '.');
    return name;
  }

  // The dotted name of a path after the moves; nullopt if it leaves the root or is no longer a module.
  std::optional<std::string> name_after(const Module& module) const {
    std::string now = source_.moves.after(module.path);
    bool was_file = module.path.ends_with(".py");
    if (!now.starts_with(module.root) || was_file != now.ends_with(".py")) return std::nullopt;
    return dots(without_suffix(now.substr(module.root.size())));
  }

  bool is_package_after(const std::string& folder) const {
    return source_.moves.is_file_after(folder + "/__init__.py");
  }

  // How the moved file refers to a path by leading dots. nullopt if the dots would go above the known
  // package: a folder with an __init__.py, or one that the import itself reached `base` through.
  std::optional<std::string> relative_name(const std::string& path, const std::string& base) const {
    std::string now = without_suffix(source_.moves.after(path)), base_now = source_.moves.after(base);
    std::string common(parent_of(source_.path_after)), up;
    while (!common.empty() && now != common && !now.starts_with(common + "/")) {
      common = parent_of(common);
      up += ".";
    }
    bool in_base = common == base_now || common.starts_with(base_now + "/");
    if (common.empty() || (!in_base && !is_package_after(common))) return std::nullopt;
    if (now == common) return "." + up;
    auto rest = dots(now.substr(common.size() + 1));
    if (!rest) return std::nullopt;
    return "." + up + *rest;
  }

  // The root of absolute names above the file's outermost package, with a final '/', or empty.
  std::optional<std::string> root_of_packages(const std::string& base) const {
    std::string folder(parent_of(source_.path));
    if (!source_.moves.is_file(folder + "/__init__.py")) {
      bool at_the_top = !base.empty() && base.find('/') == base.npos;
      return at_the_top ? std::optional<std::string>("") : std::nullopt;
    }
    while (source_.moves.is_file(folder + "/__init__.py")) folder = parent_of(folder);
    return folder.empty() ? folder : folder + "/";
  }

  // How the file refers to a module that it named relative to the folder `base`: relative if possible, else
  // by its full name.
  std::optional<std::string> named_from(const std::string& path, const std::string& base, size_t at) {
    if (auto relative = relative_name(path, base)) return relative;
    auto root = root_of_packages(base);
    if (!root) return std::nullopt;
    auto name = name_after({path, *root});
    if (name && !source_.path_after.starts_with(*root))
      note(at, "imports " + *name + " by its full name now: " + printable(root->substr(0, root->size() - 1)) +
                   " must be on Python's module path");
    return name;
  }

  void note(size_t at, std::string_view what) {
    source_.notes.push_back(printable(source_.path) + ":" + std::to_string(source_.line_at(at)) + " " +
                            std::string(what));
  }

  void unnamed(size_t at, std::string_view name) {
    note(at, "imports " + printable(name) +
                 ", which could not be imported from there after the move; fix it by hand");
  }

  // Can the file use a module's new absolute name? A name resolved from the file's own folder stops resolving
  // if the two are separated.
  bool reaches(const Module& module, const std::optional<std::string>& now) const {
    if (!now) return false;
    std::string own(parent_of(source_.path));
    bool beside = !own.empty() && module.root == own + "/";
    bool elsewhere = own.find('/') == own.npos;  // a top folder is searched from everywhere
    return !beside || elsewhere || parent_of(source_.path_after) == own || !source_.moves.moves(source_.path);
  }

  // import a.b, c as d
  void imports(size_t at, size_t end) {
    for (;;) {
      skip(at, end);
      size_t begin = at;
      std::string_view name = dotted(at, end);
      if (name.empty()) return;
      size_t name_end = at;
      skip(at, end);
      bool named = text_.substr(at, end - at).starts_with("as ");
      if (auto module = resolve(name)) {
        auto now = name_after(*module);
        bool plain = name.find('.') == name.npos;
        if (!reaches(*module, now)) {
          unnamed(begin, name);
        } else if (*now == name) {
        } else if (named) {
          source_.fix(begin, name_end, *now);
        } else if (plain) {
          source_.fix(begin, name_end, *now + " as " + std::string(name));
        } else {
          rename_uses(name, *now);
        }
      }
      at = std::min(text_.find_first_of(",#", at), end);
      if (at >= end || text_[at] != ',') return;
      ++at;
    }
  }

  // After import a.b the code says a.b.f(); every such place changes with the import.
  void rename_uses(std::string_view name, const std::string& now) {
    if (!renamed_.insert(std::string(name)).second) return;
    for (size_t at = text_.find(name); at != text_.npos; at = text_.find(name, at + name.size())) {
      size_t end = at + name.size();
      bool whole = (at == 0 || (!is_module_byte(text_[at - 1]) && text_[at - 1] != '.')) &&
                   (end >= text_.size() || !is_module_byte(text_[end]));
      // "from a.b import x" is fixed elsewhere.
      size_t line = at == 0 ? 0 : text_.rfind('\n', at - 1) + 1;
      bool in_from = trim(text_.substr(line, at - line)) == "from";
      if (whole && !in_from && source_.part_at(at) == Part::kCode) source_.fix(at, end, now);
    }
  }

  // from M import a, b
  void from(size_t at, size_t end) {
    skip(at, end);
    size_t begin = at;
    std::string name(dotted(at, end));
    size_t name_end = at;
    skip(at, end);
    if (name.empty() || !text_.substr(at, end - at).starts_with("import")) return;
    at += 6;
    bool relative = name[0] == '.';
    std::optional<Module> module;
    std::string base;
    if (relative) {
      size_t dot_count = std::min(name.find_first_not_of('.'), name.size());
      base = parent_of(source_.path);
      for (size_t i = 1; i < dot_count; ++i) base = parent_of(base);
      std::string rest = slashed(std::string_view(name).substr(dot_count));
      std::string path = rest.empty() ? base : base.empty() ? rest : base + "/" + rest;
      if (auto found = module_at(path)) module = Module{*found, ""};
      if (!module && path.empty()) module = Module{"", ""};
    } else {
      module = resolve(name);
    }
    if (!module) return;
    if (module->path.ends_with(".py") || source_.moves.moves(module->path)) {
      bool broken = source_.moves.moves(module->path) || source_.path != source_.path_after;
      if (!broken) return;
      auto now = relative ? named_from(module->path, base, begin) : name_after(*module);
      if (!now || (!relative && !reaches(*module, now))) return unnamed(begin, name);
      return source_.fix(begin, name_end, *now);
    }
    names_of_package(*module, relative ? &base : nullptr, begin, name_end, at, end);
  }

  // from PACKAGE import a, b: each name may be a module of the package. `base`: of a relative import.
  void names_of_package(const Module& package, const std::string* base, size_t begin, size_t name_end,
                        size_t at, size_t end) {
    struct Name {
      size_t begin, end;
      std::string path;
      bool renamed;
    };
    std::vector<Name> names;
    bool open = text_.substr(at, end - at).find('(') != std::string_view::npos;
    if (open) end = std::min(text_.find(')', at), text_.size());
    size_t moved = 0;
    while (at < end) {
      while (at < end && !is_module_byte(text_[at]) && text_[at] != '#') ++at;
      if (at >= end || text_[at] == '#') break;
      size_t start = at;
      std::string_view name = dotted(at, end);
      size_t stop = at;
      skip(at, end);
      bool renamed = text_.substr(at, end - at).starts_with("as ");
      auto module =
          module_at(package.path.empty() ? std::string(name) : package.path + "/" + std::string(name));
      moved += module && source_.moves.moves(*module);
      names.push_back({start, stop, module.value_or(""), renamed});
      at = std::min(text_.find_first_of(open ? ",\n" : ",#", at), end);
    }
    bool self_moved = source_.path != source_.path_after;
    if (moved == 0) {
      if (!base || !self_moved) return;
      auto now = named_from(package.path, *base, begin);
      if (!now) return unnamed(begin, text_.substr(begin, name_end - begin));
      return source_.fix(begin, name_end, *now);
    }
    if (names.size() > 1 || open)
      return note(begin, "imports several names at once, one of which moves; fix it by hand");
    const Name& only = names.front();
    std::string old_name(text_.substr(only.begin, only.end - only.begin));
    auto found = base ? named_from(only.path, *base, begin) : name_after({only.path, package.root});
    if (!found) return unnamed(begin, old_name);
    const std::string& now = *found;
    size_t dot = now.rfind('.');
    std::string last = now.substr(dot == now.npos ? 0 : dot + 1);
    std::string before = dot == now.npos ? std::string() : now.substr(0, dot);
    if (dot != now.npos && before.find_first_not_of('.') == before.npos)
      before = now.substr(0, dot + 1);  // from . import
    if (before.empty())
      return source_.fix(statement_, only.end,
                         "import " + last + (last == old_name || only.renamed ? "" : " as " + old_name));
    source_.fix(begin, name_end, before);
    source_.fix(only.begin, only.end, last == old_name || only.renamed ? last : last + " as " + old_name);
  }

  Source& source_;
  std::string_view text_;
  std::set<std::string> renamed_;
  size_t statement_ = 0;  // where the current statement begins
};

}  // namespace

void fix_python(Source& source) {
  Mender(source).run();
}

}  // namespace suit::mechanic
