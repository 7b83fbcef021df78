#include "verify/node_packages.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "verify/account.h"
#include "verify/shown_files.h"
#include "verify/tree_walk.h"

namespace suit {
namespace {

constexpr uint64_t kLockBytesMax = 64u << 20;
constexpr std::string_view kModules = "node_modules";

bool is_program(std::string_view path) {
  std::string ending = extension_of(path);
  constexpr std::string_view kEndings[] = {".js", ".cjs", ".mjs", ".json", ".node", ".jsx",
                                           ".ts", ".mts", ".cts", ".tsx",  ".wasm", ""};
  return std::find(std::begin(kEndings), std::end(kEndings), ending) != std::end(kEndings);
}

// What a package manager says about the packages below a folder.
struct Installed {
  std::string folder;                                 // that holds node_modules; "" is the top
  FileInfo marker;                                    // the file that it wrote last
  bool lists = false;                                 // it lists every package
  std::set<std::string> packages = {};                // paths
  std::map<std::string, std::string> links = {};      // path → place, of packages that are links
  std::map<std::string, std::set<std::string>> bins;  // path in .bin → targets
};

class NodeExamination {
 public:
  NodeExamination(Files& files, const std::function<bool(std::string_view package)>& is_patched,
                  const std::function<bool(const std::string& path)>& is_shown)
      : files_(files), is_patched_(is_patched), is_shown_(is_shown) {}

  std::vector<std::string> run(const std::vector<std::string>& folders) {
    for (const std::string& folder : folders) read_marker(folder);
    for (const std::string& folder : folders) examine(folder);
    for (const Installed& one : installed_) compare_times(one);
    return report();
  }

 private:
  static std::string within(const std::string& folder, std::string_view name) {
    return folder.empty() ? std::string(name) : folder + "/" + std::string(name);
  }

  void read_marker(const std::string& folder) {
    for (const char* name : {".package-lock.json", ".modules.yaml", ".yarn-integrity", ".yarn-state.yml"}) {
      auto info = files_.info(folder + "/" + name);
      if (!info || info->type != FileType::kFile) continue;
      Installed one{
          std::string(parent_of(folder)), *info, std::string_view(name) == ".package-lock.json", {}, {}, {}};
      if (one.lists) read_lock(folder + "/" + name, one);
      installed_.push_back(std::move(one));
      return;
    }
  }

  void read_lock(const std::string& path, Installed& one) {
    auto text = files_.read(path, kLockBytesMax);
    auto lock = text ? parse_json(*text) : Result<Json>(text.error());
    if (!lock || !lock->is_object() || !lock->contains("packages") || !(*lock)["packages"].is_object())
      return;
    for (auto& [key, package] : (*lock)["packages"].items()) {
      std::string place = join_path(one.folder, key);
      if (place.empty() || !package.is_object()) continue;
      one.packages.insert(place);
      bool is_link = package.contains("link") && package["link"] == true;
      if (is_link && package.contains("resolved") && package["resolved"].is_string())
        one.links[place] = join_path(one.folder, package["resolved"].get<std::string>());
      if (!package.contains("bin") || !package["bin"].is_object()) continue;
      size_t modules = place.rfind(kModules);
      if (modules == place.npos) continue;
      for (auto& [name, target] : package["bin"].items())
        if (target.is_string())
          one.bins[place.substr(0, modules + kModules.size()) + "/.bin/" + name].insert(
              join_path(place, target.get<std::string>()));
    }
  }

  // The nearest that is responsible for a node_modules.
  const Installed* responsible(const std::string& folder) const {
    const Installed* nearest = nullptr;
    for (const Installed& one : installed_) {
      bool holds = one.folder.empty() || folder == one.folder + "/node_modules" ||
                   folder.starts_with(one.folder + "/");
      if (holds && (!nearest || nearest->folder.size() < one.folder.size())) nearest = &one;
    }
    return nearest;
  }

  void examine(const std::string& folder) {
    auto entries = files_.list(folder);
    if (!entries) return;
    const Installed* manager = responsible(folder);
    for (const DirectoryEntry& entry : *entries) {
      std::string path = folder + "/" + entry.name;
      if (entry.name == ".bin") {
        if (manager && manager->lists) examine_programs(path, *manager);
      } else if (entry.name.starts_with('.')) {
        continue;
      } else if (entry.name.starts_with('@') && entry.type == FileType::kDirectory) {
        auto scoped = files_.list(path);
        if (!scoped) continue;
        for (const DirectoryEntry& one : *scoped) examine_package(path + "/" + one.name, one.type, manager);
      } else {
        examine_package(path, entry.type, manager);
      }
    }
  }

  void examine_package(const std::string& path, FileType type, const Installed* manager) {
    if (type == FileType::kFile) {
      if (is_program(path)) unknown_.push_back(path);
      return;
    }
    if (type == FileType::kSymlink) return examine_link(path, manager);
    bool is_known = manager && (!manager->lists || manager->packages.contains(path));
    if (!is_known) {
      size_t budget = 1000;
      bool has_program = type == FileType::kSymlink;
      walk_tree(files_, path, budget, [&](const std::string& inner, FileType inner_type) {
        has_program |= inner_type != FileType::kDirectory && is_program(inner);
        return !has_program;
      });
      if (has_program) unknown_.push_back(path);
      return;
    }
    if (manager->lists && type == FileType::kDirectory) examine(path + "/node_modules");
  }

  // A link is to a workspace, to pnpm's store, or outside of the folder; the lists name npm's.
  void examine_link(const std::string& path, const Installed* manager) {
    auto target = files_.read(path, 4096);
    auto place = target ? place_of_link(files_.root(), path, *target) : std::nullopt;
    bool lists = manager && manager->lists;
    if (lists && !manager->packages.contains(path)) {
      unknown_.push_back(path);
      return;
    }
    if (!place) return;
    if (lists) {
      auto link = manager->links.find(path);
      if (link != manager->links.end() && link->second == *place) return;
    }
    bool is_stored = place->starts_with("node_modules/") || place->find("/node_modules/") != place->npos;
    if (!(is_stored && !lists)) report_hidden(path, *place);
  }

  void report_hidden(const std::string& path, const std::string& place) {
    auto info = files_.info(place);
    if (!is_shown_(place) && info && info->type != FileType::kAbsent)
      links_.insert(printable(path) + " is a link to " + printable(place) + ", which git does not show");
  }

  // Within a package: no archive has links, pnpm's lead to its store.
  void examine_inner_link(const std::string& path) {
    auto target = files_.read(path, 4096);
    auto place = target ? place_of_link(files_.root(), path, *target) : std::nullopt;
    if (place && !place->starts_with("node_modules/") && place->find("/node_modules/") == place->npos)
      report_hidden(path, *place);
  }

  void examine_programs(const std::string& folder, const Installed& manager) {
    auto entries = files_.list(folder);
    if (!entries) return;
    for (const DirectoryEntry& entry : *entries) {
      std::string path = folder + "/" + entry.name;
      auto bins = manager.bins.find(path);
      auto target = entry.type == FileType::kSymlink ? files_.read(path, 4096) : Result<std::string>("");
      if (bins == manager.bins.end() || !target || !bins->second.contains(join_path(folder, *target)))
        unknown_.push_back(path);
    }
  }

  // Files that changed after the manager ended. In a copy of the folder all have other times than in the
  // original, so there the times count that a copy keeps.
  void compare_times(const Installed& one) {
    std::string top = within(one.folder, kModules);
    std::vector<std::pair<std::string, FileInfo>> all;
    walk_tree(files_, top, budget_, [&](const std::string& path, FileType type) {
      if (type == FileType::kDirectory) {
        bool is_hidden = parent_of(path) == top && name_in(path).starts_with('.') && name_in(path) != ".pnpm";
        bool is_named = std::find(unknown_.begin(), unknown_.end(), path) != unknown_.end();
        return !is_hidden && !is_named;
      }
      bool is_scoped = name_in(parent_of(path)).starts_with('@') && parent_of(parent_of(path)) == top;
      if (type == FileType::kSymlink && parent_of(path) != top && !is_scoped) examine_inner_link(path);
      if (type != FileType::kFile || parent_of(path) == top || !is_program(path)) return false;
      if (auto info = files_.info(path)) all.emplace_back(path, *info);
      return false;
    });
    // pnpm's files are links into a store, where each new link changes them.
    auto linked =
        std::count_if(all.begin(), all.end(), [](const auto& file) { return file.second.links > 1; });
    bool is_linked = static_cast<size_t>(linked) > all.size() / 2;
    int64_t FileInfo::*time =
        is_linked || is_copied(one.marker) ? &FileInfo::modified_ns : &FileInfo::changed_ns;
    std::sort(all.begin(), all.end(),
              [&](const auto& a, const auto& b) { return a.second.*time < b.second.*time; });
    // What follows without a pause belongs to it: a script after the installation, a copy in another order.
    int64_t end = one.marker.*time;
    for (auto& [path, info] : all) {
      if (info.*time <= end + kPauseNs)
        end = std::max(end, info.*time);
      else
        changed_[package_of(path)].push_back(path);
    }
  }

  // "node_modules/@scope/name" of a path below it, in the innermost node_modules.
  static std::string package_of(std::string_view path) {
    size_t at = path.rfind("node_modules/");
    size_t begin = at + kModules.size() + 1, end = path.find('/', begin);
    if (path[begin] == '@' && end != path.npos) end = path.find('/', end + 1);
    return std::string(path.substr(0, end));
  }

  std::vector<std::string> report() {
    std::vector<std::string> lines(links_.begin(), links_.end());
    if (budget_ == 0) lines.push_back("node_modules has too many files to examine");
    if (!unknown_.empty()) lines.push_back("no package manager installed " + some_of(unknown_));
    for (auto& [package, paths] : changed_) {
      std::string_view name =
          std::string_view(package).substr(package.rfind("node_modules/") + kModules.size() + 1);
      if (is_patched_(name)) continue;
      std::vector<std::string> inner;
      for (const std::string& path : paths)
        inner.push_back(path.size() > package.size() ? path.substr(package.size() + 1) : path);
      lines.push_back("files of " + printable(package) +
                      " changed after it was installed: " + some_of(inner));
    }
    return lines;
  }

  Files& files_;
  const std::function<bool(std::string_view package)>& is_patched_;
  const std::function<bool(const std::string& path)>& is_shown_;
  size_t budget_ = 5 * kTreeEntriesMax;
  std::vector<Installed> installed_;
  std::vector<std::string> unknown_;
  std::set<std::string> links_;                              // lines
  std::map<std::string, std::vector<std::string>> changed_;  // by package
};

}  // namespace

std::vector<std::string> examine_node_modules(Files& files, const std::vector<std::string>& folders,
                                              const std::function<bool(std::string_view package)>& is_patched,
                                              const std::function<bool(const std::string& path)>& is_shown) {
  return NodeExamination(files, is_patched, is_shown).run(folders);
}

}  // namespace suit
