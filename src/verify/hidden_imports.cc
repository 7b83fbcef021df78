#include "verify/hidden_imports.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "code/syntax.h"
#include "verify/shown_files.h"

namespace suit {
namespace {

using Places = std::vector<std::string>;  // paths, the first that exists counts

constexpr size_t kPlacesMax = 2000;  // of one file's imports

std::string within_folder(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

// The text of a string node without its quotes.
std::string_view without_quotes(std::string_view text) {
  size_t begin = text.find_first_of("\"'`");
  if (begin == text.npos || text.size() < begin + 2) return {};
  return text.substr(begin + 1, text.size() - begin - 2);
}

// The imports of one text: for each the places where the file may be.
class ImportScan {
 public:
  explicit ImportScan(std::string_view path) : path_(path), home_(parent_of(path)) {}

  std::vector<Places> run(std::string_view text) {
    auto grammar = grammar_of(path_);
    if (!grammar) return {};
    if (*grammar == Grammar::kC || *grammar == Grammar::kCpp) {
      for (std::string_view line : split_lines(text)) include(trim(line));
      return std::move(imports_);
    }
    if (*grammar == Grammar::kGo || *grammar == Grammar::kJava) return {};
    auto tree = SyntaxTree::parse(*grammar, text);
    if (!tree) return {};
    is_python_ = *grammar == Grammar::kPython;
    bool sets_path = is_python_ && (text.find("sys.path") != text.npos || text.find("__path__") != text.npos);
    if (sets_path)
      walk(tree->root(), [&](SyntaxNode node) {
        if (node.type() == "string") search(without_quotes(node.text(text)));
        return true;
      });
    walk(tree->root(), [&](SyntaxNode node) {
      if (node.is_named()) look(node, text);
      return true;
    });
    return std::move(imports_);
  }

 private:
  // A text that may be a folder which the file adds to sys.path.
  void search(std::string_view folder) {
    while (folder.ends_with('/')) folder.remove_suffix(1);
    for (std::string_view from : {home_, std::string_view()})
      if (std::string place = join_path(from, folder); !place.empty() && roots_.size() < 20)
        roots_.insert(std::move(place));
  }

  void look(SyntaxNode node, std::string_view text) {
    std::string_view type = node.type();
    if (type == "import_statement" && is_python_) {
      each_named_child(node, [&](SyntaxNode child, SyntaxNode) { module(name_of(child, text)); });
    } else if (type == "import_from_statement") {
      SyntaxNode from = node.field("module_name");
      std::string base(from.text(text));
      module(base);
      each_named_child(node, [&](SyntaxNode child, SyntaxNode) {
        if (child == from || child.type() == "wildcard_import") return;
        module(base + (base.ends_with('.') ? "" : ".") + std::string(name_of(child, text)));
      });
    } else if (type == "import_statement" || type == "export_statement") {
      if (SyntaxNode source = node.field("source")) script(without_quotes(source.text(text)));
    } else if (type == "call" && is_python_) {
      SyntaxNode callee = node.field("function"), arguments = node.field("arguments");
      std::string_view name = callee ? callee.text(text) : "";
      if ((name == "__import__" || name.ends_with("import_module")) && arguments &&
          arguments.named_child_count() > 0 && arguments.named_child(0).type() == "string")
        module(without_quotes(arguments.named_child(0).text(text)));
    } else if (type == "call_expression") {
      SyntaxNode callee = node.field("function"), arguments = node.field("arguments");
      std::string_view name = callee ? callee.text(text) : "";
      if ((name == "require" || name == "import" || name == "require.resolve") && arguments &&
          arguments.named_child_count() > 0)
        script(without_quotes(arguments.named_child(0).text(text)));
    } else if (type == "mod_item" && !node.field("body")) {
      if (SyntaxNode name = node.field("name")) rust(name.text(text));
    }
  }

  static std::string_view name_of(SyntaxNode node, std::string_view text) {
    SyntaxNode name = node.type() == "aliased_import" ? node.field("name") : node;
    return name ? name.text(text) : "";
  }

  // "a.b", ".a", "..": each of its parts is imported.
  void module(std::string_view dotted) {
    size_t dots = std::min(dotted.find_first_not_of('.'), dotted.size());
    std::string stem;
    std::vector<std::string> roots;
    if (dots > 0) {
      std::string_view root = home_;
      for (size_t i = 1; i < dots && !root.empty(); ++i) root = parent_of(root);
      roots.emplace_back(root);
    } else {
      for (std::string_view at = home_;; at = parent_of(at)) {
        for (const char* inner : {"", "src", "lib", "python"})
          roots.push_back(*inner ? within_folder(at, inner) : std::string(at));
        if (at.empty()) break;
      }
      roots.insert(roots.end(), roots_.begin(), roots_.end());
    }
    for (std::string_view part : split(dotted.substr(dots), '.')) {
      if (part.empty()) return;
      stem += (stem.empty() ? "" : "/") + std::string(trim(part));
      Places places;
      for (const std::string& root : roots)
        for (const char* ending : {"/__init__.py", ".py", ".so", ".pyc"})
          places.push_back(within_folder(root, stem) + ending);
      add(std::move(places));
    }
  }

  void script(std::string_view name) {
    if (!name.starts_with('.')) return;
    std::string stem = join_path(home_, name);
    if (stem.empty()) return;
    Places places = {stem};
    std::string bare = stem;
    if (std::string ending = extension_of(stem); ending == ".js" || ending == ".mjs" || ending == ".jsx")
      bare = stem.substr(0, stem.size() - ending.size());
    for (const char* ending : {".ts", ".tsx", ".mts", ".d.ts"}) places.push_back(bare + ending);
    for (const char* ending : {".js", ".mjs", ".cjs", ".jsx", ".json", ".node", ".cts", ".vue", ".svelte"})
      places.push_back(stem + ending);
    for (const char* index : {"package.json", "index.ts", "index.tsx", "index.js", "index.mjs", "index.cjs"})
      places.push_back(stem + "/" + index);
    add(std::move(places));
  }

  void rust(std::string_view name) {
    std::string_view file = name_in(path_);
    std::string own = file == "mod.rs" || file == "lib.rs" || file == "main.rs"
                          ? std::string(home_)
                          : within_folder(home_, file.substr(0, file.rfind('.')));
    std::string stem = within_folder(own, name), beside = within_folder(home_, name);
    add({stem + ".rs", stem + "/mod.rs", beside + ".rs", beside + "/mod.rs"});
  }

  void include(std::string_view line) {
    if (!line.starts_with('#')) return;
    line = trim(line.substr(1));
    if (!line.starts_with("include") && !line.starts_with("import")) return;
    size_t begin = line.find_first_of("\"<");
    size_t end = begin == line.npos ? begin : line.find_first_of("\">", begin + 1);
    if (end == line.npos) return;
    std::string_view name = line.substr(begin + 1, end - begin - 1);
    Places places;
    if (line[begin] == '"') places.push_back(join_path(home_, name));
    for (std::string_view at = home_;; at = parent_of(at)) {
      for (const char* inner : {"", "include", "inc", "src"})
        places.push_back(join_path(*inner ? within_folder(at, inner) : std::string(at), name));
      if (at.empty()) break;
    }
    add(std::move(places));
  }

  void add(Places places) {
    std::erase(places, "");
    count_ += places.size();
    if (count_ < 50 * kPlacesMax && imports_.size() < kPlacesMax) imports_.push_back(std::move(places));
  }

  std::string_view path_, home_;
  bool is_python_ = false;
  std::set<std::string> roots_;  // of sys.path
  std::vector<Places> imports_;
  size_t count_ = 0;
};

class HiddenImports {
 public:
  HiddenImports(const std::vector<FileEdit>& edits, Folder& folder) : edits_(edits), folder_(folder) {}

  std::vector<std::string> run() {
    for (const FileEdit& edit : edits_) {
      if (edit.after.type == FileType::kSymlink)
        examine_link(edit);
      else if (edit.after.type == FileType::kFile)
        examine_imports(edit);
    }
    return std::move(lines_);
  }

 private:
  bool is_edited(std::string_view path) const {
    return std::any_of(edits_.begin(), edits_.end(), [&](const FileEdit& edit) {
      return edit.after.type != FileType::kAbsent &&
             (edit.path == path || edit.path.starts_with(std::string(path) + "/"));
    });
  }
  // Walks the folder only if something may be hidden.
  const ShownFiles& shown() {
    if (!shown_) {
      auto list = folder_.list();
      tracked_.emplace(folder_.files().root());
      shown_.emplace(list ? **list : none_, *tracked_);
    }
    return *shown_;
  }
  bool exists(const std::string& path) {
    auto info = folder_.files().info(path);
    return info && info->type != FileType::kAbsent;
  }

  void examine_link(const FileEdit& edit) {
    if (edit.after.same_as(edit.before)) return;
    auto place = place_of_link(folder_.files().root(), edit.path, edit.after.content);
    if (place && !place->empty() && exists(*place) && !is_edited(*place) && !shown().shows(*place))
      lines_.push_back(printable(edit.path) + " is a link to " + printable(*place) +
                       ", which git does not show");
  }

  // The hidden file of an import; "" if it finds a shown one, or none.
  std::string hidden_of(const Places& places) {
    if (std::any_of(places.begin(), places.end(), [&](auto& place) { return is_edited_file(place); }))
      return {};
    std::string hidden;
    for (const std::string& place : places) {
      auto info = folder_.files().info(place);
      if (!info || (info->type != FileType::kFile && info->type != FileType::kSymlink)) continue;
      if (shown().shows(place)) return {};
      if (hidden.empty() && !is_installed(place)) hidden = place;
    }
    return hidden;
  }
  bool is_edited_file(std::string_view path) const {
    return std::any_of(edits_.begin(), edits_.end(), [&](const FileEdit& edit) {
      return edit.after.type != FileType::kAbsent && edit.path == path;
    });
  }
  static bool is_installed(std::string_view path) {
    return path.starts_with("node_modules/") || path.find("/node_modules/") != path.npos ||
           path.find("/site-packages/") != path.npos;
  }

  void examine_imports(const FileEdit& edit) {
    auto after = ImportScan(edit.path).run(edit.after.content);
    if (after.empty()) return;
    std::vector<Places> before;
    if (edit.before.type == FileType::kFile) before = ImportScan(edit.path).run(edit.before.content);
    std::set<Places> known(before.begin(), before.end());
    std::set<std::string> named;
    for (const Places& places : after) {
      if (known.contains(places)) continue;
      std::string hidden = hidden_of(places);
      if (hidden.empty() || is_imported_elsewhere(hidden) || !named.insert(hidden).second) continue;
      lines_.push_back(printable(edit.path) + " imports " + printable(hidden) + ", which git does not show");
    }
  }

  // Do files of the unchanged folder import it?
  bool is_imported_elsewhere(const std::string& hidden) {
    std::string_view name = name_in(hidden);
    if (name.starts_with("__init__.") || name.starts_with("index.") || name == "mod.rs")
      name = name_in(parent_of(hidden));
    auto importers = folder_.containing(std::string(name.substr(0, name.find('.'))),
                                        [](std::string_view path) { return grammar_of(path).has_value(); });
    if (!importers) return false;
    for (const std::string& importer : *importers) {
      auto text = folder_.read(importer);
      if (!text) continue;
      for (const Places& places : ImportScan(importer).run(*text))
        if (std::find(places.begin(), places.end(), hidden) != places.end()) return true;
    }
    return false;
  }

  const std::vector<FileEdit>& edits_;
  Folder& folder_;
  const std::vector<FolderFile> none_;
  std::optional<TrackedFiles> tracked_;
  std::optional<ShownFiles> shown_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> hidden_imports(const std::vector<FileEdit>& edits, Folder& folder) {
  return HiddenImports(edits, folder).run();
}

}  // namespace suit
