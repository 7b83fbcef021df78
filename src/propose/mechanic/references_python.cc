// Imports of Python.
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
  std::string path;  // a .py file, or the folder of a package
  std::string root;  // with a final '/', or empty: what the dotted name leaves out
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

  // An absolute name: from the folder, from a top folder such as src, or from the file's own folder.
  std::optional<Module> resolve(std::string_view name) const {
    std::string path = slashed(name);
    std::vector<std::string> roots = {""};
    for (const std::string& top : source_.moves.top_folders()) roots.push_back(top + "/");
    if (std::string own(parent_of(source_.path)); !own.empty()) roots.push_back(own + "/");
    std::optional<Module> found;
    for (const std::string& root : roots) {
      auto module = module_at(root + path);
      if (!module || (found && found->path == *module)) continue;
      if (found) return std::nullopt;  // two files answer to the name
      found = Module{*module, root};
    }
    return found;
  }

  std::string name_after(const Module& module) const {
    std::string now = source_.moves.after(module.path);
    if (now.ends_with(".py")) now.resize(now.size() - 3);
    if (now.starts_with(module.root)) now.erase(0, module.root.size());
    std::replace(now.begin(), now.end(), '/', '.');
    return now;
  }

  // How the file's new place names a path by leading dots.
  std::string relative_name(const std::string& path) const {
    std::string now = source_.moves.after(path);
    if (now.ends_with(".py")) now.resize(now.size() - 3);
    std::string here(parent_of(source_.path_after));
    std::string up;
    while (!here.empty() && now != here && !now.starts_with(here + "/")) {
      here = parent_of(here);
      up += ".";
    }
    std::string rest = now == here ? std::string() : here.empty() ? now : now.substr(here.size() + 1);
    std::replace(rest.begin(), rest.end(), '/', '.');
    return "." + up + rest;
  }

  void note(size_t at, std::string_view what) {
    source_.notes.push_back(printable(source_.path) + ":" + std::to_string(source_.line_at(at)) + " " +
                            std::string(what));
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
      if (auto module = resolve(name); module && source_.moves.moves(module->path)) {
        std::string now = name_after(*module);
        bool plain = name.find('.') == name.npos;
        if (now == name) {
        } else if (named) {
          source_.mend(begin, name_end, now);
        } else if (plain) {
          source_.mend(begin, name_end, now + " as " + std::string(name));
        } else {
          rename_uses(name, now);
        }
      }
      at = std::min(text_.find_first_of(",#", at), end);
      if (at >= end || text_[at] != ',') return;
      ++at;
    }
  }

  // import a.b makes the code say a.b.f(): every such place changes with the import.
  void rename_uses(std::string_view name, const std::string& now) {
    if (!renamed_.insert(std::string(name)).second) return;
    for (size_t at = text_.find(name); at != text_.npos; at = text_.find(name, at + name.size())) {
      size_t end = at + name.size();
      bool whole = (at == 0 || (!is_module_byte(text_[at - 1]) && text_[at - 1] != '.')) &&
                   (end >= text_.size() || !is_module_byte(text_[end]));
      // "from a.b import x" is mended by itself.
      size_t line = at == 0 ? 0 : text_.rfind('\n', at - 1) + 1;
      bool in_from = trim(text_.substr(line, at - line)) == "from";
      if (whole && !in_from && source_.part_at(at) == Part::kCode) source_.mend(at, end, now);
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
    if (relative) {
      size_t dots = std::min(name.find_first_not_of('.'), name.size());
      std::string base(parent_of(source_.path));
      for (size_t i = 1; i < dots; ++i) base = parent_of(base);
      std::string rest = slashed(std::string_view(name).substr(dots));
      std::string path = rest.empty() ? base : base.empty() ? rest : base + "/" + rest;
      if (auto found = module_at(path)) module = Module{*found, ""};
      if (!module && path.empty()) module = Module{"", ""};
    } else {
      module = resolve(name);
    }
    if (!module) return;
    if (module->path.ends_with(".py") || source_.moves.moves(module->path)) {
      bool broken = source_.moves.moves(module->path) || (relative && source_.path != source_.path_after);
      if (broken) source_.mend(begin, name_end, relative ? relative_name(module->path) : name_after(*module));
      return;
    }
    names_of_package(*module, relative, begin, name_end, at, end);
  }

  // from PACKAGE import a, b: each name may be a module of the package.
  void names_of_package(const Module& package, bool relative, size_t begin, size_t name_end, size_t at,
                        size_t end) {
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
      std::string base = package.path.empty() ? std::string(name) : package.path + "/" + std::string(name);
      auto module = module_at(base);
      moved += module && source_.moves.moves(*module);
      names.push_back({start, stop, module.value_or(""), renamed});
      at = std::min(text_.find_first_of(open ? ",\n" : ",#", at), end);
    }
    bool self_moved = source_.path != source_.path_after;
    if (moved == 0) {
      if (relative && self_moved) source_.mend(begin, name_end, relative_name(package.path));
      return;
    }
    if (names.size() > 1 || open)
      return note(begin, "imports several names at once, one of which moves; mend it by hand");
    const Name& only = names.front();
    std::string now = relative ? relative_name(only.path) : name_after({only.path, package.root});
    size_t dot = now.rfind('.');
    std::string last = now.substr(dot == now.npos ? 0 : dot + 1);
    std::string before = dot == now.npos ? std::string() : now.substr(0, dot);
    if (relative && (before.empty() || before.find_first_not_of('.') == before.npos))
      before = now.substr(0, dot + 1);
    std::string old_name(text_.substr(only.begin, only.end - only.begin));
    if (before.empty())
      return source_.mend(begin - 5, only.end,
                          "import " + last + (last == old_name || only.renamed ? "" : " as " + old_name));
    source_.mend(begin, name_end, before);
    source_.mend(only.begin, only.end, last == old_name || only.renamed ? last : last + " as " + old_name);
  }

  Source& source_;
  std::string_view text_;
  std::set<std::string> renamed_;
};

}  // namespace

void mend_python(Source& source) {
  Mender(source).run();
}

}  // namespace suit::mechanic
