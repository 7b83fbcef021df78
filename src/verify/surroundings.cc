#include "verify/surroundings.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "folder/folder.h"
#include "folder/git.h"
#include "folder/judge_files.h"
#include "verify/build_outputs.h"
#include "verify/node_packages.h"
#include "verify/python_environment.h"
#include "verify/shadowing.h"
#include "verify/tree_walk.h"

namespace suit {
namespace {

constexpr uint64_t kTextBytesMax = 1u << 20;
constexpr size_t kFolderEntriesMax = 2'000'000;
constexpr size_t kMakefilesMax = 200;
constexpr std::string_view kCMakeMark = "CMakeFiles/cmake.check_cache";
constexpr size_t kLookedAtMax = 2000;  // files of an ignored folder

// Names of caches: folders and files.
constexpr std::string_view kCacheFolders[] = {"__pycache__",   ".pytest_cache", ".mypy_cache", ".ruff_cache",
                                              ".pytype",       ".turbo",        ".jest_cache", ".jest-cache",
                                              ".parcel-cache", ".phpunit.cache"};
constexpr std::string_view kCacheFiles[] = {".eslintcache",          ".stylelintcache",     ".coverage",
                                            ".phpunit.result.cache", ".php-cs-fixer.cache", ".dmypy.json"};

template <class List>
bool has_word(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

// The name of a module without what a compiler adds: "x" of "x.cpython-311-x86_64-linux-gnu.so". "" for other
// files.
std::string_view compiled_module(std::string_view name) {
  for (std::string_view ending : {".so", ".pyd"})
    if (name.ends_with(ending)) return name.substr(0, name.find('.'));
  return {};
}

// "x" of "x.js", which a compiler writes beside "x.ts".
std::string_view compiled_script(std::string_view name) {
  for (std::string_view ending : {".js", ".jsx", ".mjs", ".cjs"})
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  return {};
}

// Settings of npm that choose programs.
bool chooses_programs(std::string_view text) {
  for (std::string_view line : split_lines(text)) {
    std::string key = to_lower(trim(line.substr(0, line.find('='))));
    if (key == "script-shell" || key == "node-options" || key == "shell" || key == "prefix") return true;
  }
  return false;
}

bool is_makefile(std::string_view name) {
  return name == "Makefile" || name == "makefile" || name == "GNUmakefile" || name.ends_with(".mk");
}

// The present files that a makefile includes by their plain names and that are makefiles by their own.
// make(1) reads optional ones ("-include x.mk") only if they exist.
enum class Inclusion { kOptional, kRequired };
std::vector<std::string> included_by(Files& files, const std::string& makefile, Inclusion inclusion) {
  std::vector<std::string> found;
  auto text = files.read(makefile, kTextBytesMax);
  if (!text) return found;
  for (std::string_view line : split_lines(*text)) {
    std::string squeezed_line = squeezed(line);
    auto words = split(squeezed_line, ' ');
    bool is_optional = words[0] == "-include" || words[0] == "sinclude";
    if (inclusion == Inclusion::kOptional ? !is_optional : words[0] != "include") continue;
    for (size_t i = 1; i < words.size() && !words[i].starts_with('#'); ++i) {
      std::string path = join_path(parent_of(makefile), words[i]);
      if (!is_makefile(name_in(path)) || !is_inner_path(path)) continue;
      auto info = files.info(path);
      if (info && info->type != FileType::kAbsent) found.push_back(std::move(path));
    }
  }
  return found;
}

// Objects and programs that are made of the folder's sources of C and the like.
class Outputs {
 public:
  void add(const std::string& path) {
    std::string_view name = name_in(path);
    size_t dot = name.rfind('.');
    std::string_view ending = dot == name.npos ? std::string_view() : name.substr(dot);
    if (has_word(kObjects, ending)) {
      std::string_view stem = name.substr(0, dot);
      if (size_t inner = stem.rfind('.'); inner != stem.npos && has_word(kSources, stem.substr(inner)))
        stem = stem.substr(0, inner);
      made_.push_back({path, std::string(stem), false});
    } else if (ending.empty()) {
      made_.push_back({path, std::string(name), true});
    } else if (has_word(kSources, ending)) {
      sources_.insert(std::string(name.substr(0, dot)));
    }
  }

  // All of them outside of these folders, if making them again takes seconds; else none.
  std::vector<std::string> few(Files& files, const std::vector<std::string>& elsewhere) {
    constexpr size_t kFew = 64;
    constexpr uint64_t kFewBytes = 8u << 20;
    std::vector<std::string> found;
    uint64_t bytes = 0;
    for (Made& one : made_) {
      if (!sources_.contains(one.stem) ||
          std::any_of(elsewhere.begin(), elsewhere.end(), [&](const std::string& folder) {
            return folder.empty() || one.path.starts_with(folder + "/");
          }))
        continue;
      auto info = files.info(one.path);
      if (!info || info->type != FileType::kFile || (one.is_program && !(info->mode & 0111))) continue;
      bytes += info->size;
      found.push_back(std::move(one.path));
      if (found.size() > kFew || bytes > kFewBytes) return {};
    }
    return found;
  }

 private:
  static constexpr std::string_view kObjects[] = {".o", ".obj", ".lo", ".gch", ".pch", ".d"};
  static constexpr std::string_view kSources[] = {".c",  ".cc", ".cpp", ".cxx", ".m",
                                                  ".mm", ".S",  ".s",   ".f90"};
  struct Made {
    std::string path, stem;
    bool is_program = false;
  };
  std::vector<Made> made_;
  std::set<std::string> sources_;
};

// What git tracks; nothing outside of a repository.
class Tracked {
 public:
  explicit Tracked(const std::string& folder) {
    auto repository = GitRepository::find(folder);
    if (!repository || !*repository) return;
    if (auto files = (*repository)->tracked()) files_ = std::move(*files);
  }
  // Does it track the file, or files below the folder?
  bool holds(const std::string& path) const {
    auto at = std::lower_bound(
        files_.begin(), files_.end(), path,
        [](const TrackedFile& file, const std::string& wanted) { return file.path < wanted; });
    if (at != files_.end() && at->path == path) return true;
    at = std::lower_bound(
        at, files_.end(), path + "/",
        [](const TrackedFile& file, const std::string& wanted) { return file.path < wanted; });
    return at != files_.end() && at->path.starts_with(path + "/");
  }

 private:
  std::vector<TrackedFile> files_;
};

}  // namespace

Surroundings::Surroundings(Files& files, int64_t first_use_ns) : files_(files) {
  walk(first_use_ns);
  std::sort(caches_.begin(), caches_.end());
  caches_.erase(std::unique(caches_.begin(), caches_.end()), caches_.end());
  keep_untracked();
}

void Surroundings::walk(int64_t first_use_ns) {
  Files& files = files_;
  std::vector<std::string> ninja, cargo, makefiles;
  Outputs outputs;
  size_t budget = kFolderEntriesMax;
  std::map<std::string, std::vector<std::pair<std::string, int64_t>>>
      bytecode;  // of packages in environments
  walk_tree(files, "", budget, [&](const std::string& path, FileType type) {
    std::string_view name = name_in(path);
    std::string folder(parent_of(path));
    bool is_installed = folder.find("/site-packages") != folder.npos;
    if (type == FileType::kDirectory) {
      if (name == ".git" || name == ".suit") return false;
      if (name == "node_modules") {
        node_modules_.push_back(path);
        for (std::string_view cache : kNodeCaches)
          if (auto info = files.info(path + "/" + std::string(cache));
              info && info->type == FileType::kDirectory)
            caches_.push_back(path + "/" + std::string(cache));
        return false;
      }
      if (name == "__pycache__" && is_installed) return true;
      if (has_word(kCacheFolders, name) ||
          ((name == "cache" || name == "workspace-data") && name_in(folder) == ".nx")) {
        caches_.push_back(path);
        return false;
      }
      if (name == ".fingerprint") {
        cargo.push_back(folder);
        return false;
      }
      if (name.ends_with(".egg-info") && !is_installed) metadata_.push_back(path);
      return true;
    }
    if (is_installed) {
      if (name.ends_with(".pyc") && name_in(folder) == "__pycache__") {
        size_t site = path.find("/site-packages/") + 15;
        std::string package = path.substr(0, path.find('/', site));
        if (auto info = files.info(path)) bytecode[package].emplace_back(path, info->changed_ns);
      }
      return false;
    }
    outputs.add(path);
    if (name == ".ninja_log") ninja.push_back(folder);
    if (is_makefile(name)) makefiles.push_back(path);
    if (name == "CMakeCache.txt" || name == "CTestCustom.cmake" || name == "CTestCustom.ctest") {
      // CMake writes the mark when it has configured the folder.
      auto mark =
          files.info(folder.empty() ? std::string(kCMakeMark) : folder + "/" + std::string(kCMakeMark));
      if (!mark || mark->type == FileType::kAbsent)
        caches_.push_back(path);
      else if (name == "CMakeCache.txt")
        cmake_folders_.push_back(folder);
    }
    if (name == "pyvenv.cfg") environments_.push_back(folder);
    if (has_word(kCacheFiles, name) || name.ends_with(".tsbuildinfo") || name.ends_with(".pyc") ||
        name.ends_with(".pyo")) {
      caches_.push_back(path);
    } else if (std::string_view module = compiled_module(name); !module.empty()) {
      std::string source = (folder.empty() ? "" : folder + "/") + std::string(module);
      for (const char* ending : {".py", "/__init__.py"})
        if (auto info = files.info(source + ending); info && info->type == FileType::kFile)
          caches_.push_back(path);
    } else if (std::string_view stem = compiled_script(name); !stem.empty()) {
      std::string source = (folder.empty() ? "" : folder + "/") + std::string(stem);
      for (const char* ending : {".ts", ".tsx", ".mts", ".cts"})
        if (auto info = files.info(source + ending); info && info->type == FileType::kFile)
          caches_.push_back(path);
    }
    return false;
  });
  is_whole_ = budget > 0;
  for (auto& [package, all] : bytecode) {
    int64_t first = std::min_element(all.begin(), all.end(), [](auto& a, auto& b) {
                      return a.second < b.second;
                    })->second;
    for (auto& [path, changed_ns] : all)
      if (changed_ns > first + first_use_ns) caches_.push_back(path);
  }
  for (const std::string& folder : ninja)
    for (std::string& path : foreign_to_ninja(files, folder)) caches_.push_back(std::move(path));
  for (const std::string& folder : cargo)
    for (std::string& path : foreign_to_cargo(files, folder)) caches_.push_back(std::move(path));
  for (size_t i = 0; i < std::min(makefiles.size(), kMakefilesMax); ++i)
    for (std::string& path : included_by(files, makefiles[i], Inclusion::kOptional))
      caches_.push_back(std::move(path));
  ninja.insert(ninja.end(), cargo.begin(), cargo.end());
  for (std::string& path : outputs.few(files, ninja)) caches_.push_back(std::move(path));
}

// Leaves what git tracks: proposals show it.
void Surroundings::keep_untracked() {
  std::set<std::string_view> names;
  for (const std::string& path : caches_) names.insert(name_in(path));
  bool may = std::any_of(names.begin(), names.end(),
                         [&](std::string_view name) { return may_track(files_.root(), name); });
  if (!may) return;
  Tracked tracked(files_.root());
  std::erase_if(caches_, [&](const std::string& path) { return tracked.holds(path); });
}

namespace {

// The files that a person sees: those that git does not ignore.
class Seen {
 public:
  explicit Seen(const std::vector<FolderFile>& list) : list_(list) {
    folders_.insert("");
    for (const FolderFile& file : list)
      for (std::string_view at = parent_of(file.path);
           !at.empty() && folders_.insert(std::string(at)).second;)
        at = parent_of(at);
  }
  bool file(const std::string& path) const {
    auto at = std::lower_bound(
        list_.begin(), list_.end(), path,
        [](const FolderFile& file, const std::string& wanted) { return file.path < wanted; });
    return at != list_.end() && at->path == path;
  }
  bool folder(const std::string& path) const { return folders_.contains(path); }
  const std::set<std::string, std::less<>>& folders() const { return folders_; }

 private:
  const std::vector<FolderFile>& list_;
  std::set<std::string, std::less<>> folders_;
};

// Ignored files in the folders that a person sees.
class Ignored {
 public:
  Ignored(Folder& folder, const Seen& seen, const std::vector<std::string>& caches)
      : folder_(folder), files_(folder.files()), seen_(seen), caches_(caches) {}

  std::vector<std::string> run() {
    for (const std::string& folder : seen_.folders()) {
      if (is_installed(folder)) continue;
      auto entries = files_.list(folder);
      if (!entries) continue;
      for (const DirectoryEntry& entry : *entries) {
        std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
        if (entry.name == ".git" || entry.name == ".suit" || is_cache(path)) continue;
        if (entry.type != FileType::kDirectory && !seen_.file(path))
          look(path, entry.type, *entries);
        else if (entry.type == FileType::kDirectory && !seen_.folder(path))
          look_into(path);
      }
    }
    return std::move(lines_);
  }

 private:
  bool is_cache(std::string_view path) const {
    return std::binary_search(caches_.begin(), caches_.end(), path, std::less<>());
  }

  void look(const std::string& path, FileType type, const std::vector<DirectoryEntry>& beside) {
    std::string why = why_decisive(path, beside);
    if (why.empty()) {
      std::string hidden = hidden_by({path, type == FileType::kSymlink}, folder_,
                                     [&](std::string_view other) { return is_cache(other); });
      if (!hidden.empty()) why = "hides " + hidden;
    }
    if (!why.empty()) lines_.push_back("git ignores " + printable(path) + ": " + why);
  }

  // A folder of ignored files may be a package, or one where modules and headers are searched for.
  void look_into(const std::string& path) {
    constexpr std::string_view kSearched[] = {".cargo",  "include", "includes", "inc",
                                              "headers", "src",     "lib",      "python"};
    if (is_installed(path)) return;
    size_t budget = has_word(kSearched, name_in(path)) ? kLookedAtMax : 0;
    auto init = files_.info(path + "/__init__.py");
    if (budget == 0 && init && init->type != FileType::kAbsent) look(path + "/__init__.py", init->type, {});
    if (budget > 0)
      walk_tree(files_, path, budget, [&](const std::string& inner, FileType type) {
        if (type == FileType::kDirectory) return !is_cache(inner);
        look(inner, type, {});
        return false;
      });
  }

  static bool is_installed(std::string_view folder) {
    return name_in(folder) == "node_modules" || folder.starts_with("node_modules/") ||
           folder.find("/node_modules/") != folder.npos || folder.find("/site-packages") != folder.npos;
  }

  // Configuration of runners and what starts by itself. Generated build files are as usual as ignored ones.
  std::string why_decisive(const std::string& path, const std::vector<DirectoryEntry>& beside) {
    std::string_view name = name_in(path);
    std::string why = why_judge_file(path);
    auto text = [&] { return files_.read(path, kTextBytesMax); };
    if (name == ".npmrc") {
      auto settings = text();
      return settings && chooses_programs(*settings) ? why : "";
    }
    // A version or a debugger's settings; generated by CMake.
    if (name == ".python-version" || name == ".pdbrc" || name.ends_with(".cmake") || name.ends_with(".tcl"))
      return {};
    if (name == "GNUmakefile" || name == "makefile") {
      bool has_other = std::any_of(beside.begin(), beside.end(), [&](const DirectoryEntry& entry) {
        return entry.name == "Makefile" || (name == "GNUmakefile" && entry.name == "makefile");
      });
      return has_other ? "make reads it in place of Makefile" : "";
    }
    if (name.ends_with(".mk")) {
      bool is_configured = false, is_included = false;
      for (const DirectoryEntry& entry : beside) {
        is_configured |= entry.name.starts_with("configure");
        if (!is_makefile(entry.name) || entry.name == name) continue;
        std::string makefile(parent_of(path));
        auto files =
            included_by(files_, (makefile.empty() ? "" : makefile + "/") + entry.name, Inclusion::kRequired);
        is_included |= std::find(files.begin(), files.end(), path) != files.end();
      }
      return is_included && !is_configured ? why : "";
    }
    for (std::string_view manifest : {"package.json", "pyproject.toml", "Cargo.toml", "build.rs",
                                      "CMakeLists.txt", "CMakePresets.json", "go.mod", "go.work"})
      if (name == manifest) return why;
    if (name_in(parent_of(path)) == ".cargo" || configures_checks(path) ||
        name_in(parent_of(path)) == "__mocks__")
      return why;
    return {};
  }

  Folder& folder_;
  Files& files_;
  const Seen& seen_;
  const std::vector<std::string>& caches_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> Surroundings::examine() const {
  std::vector<std::string> lines;
  if (!is_whole_) lines.push_back("the folder has too many files to find its caches and environments");
  Folder folder(files_);
  auto list = folder.list();
  if (!list) return lines;
  Seen seen(**list);
  Tracked tracked(files_.root());
  auto add = [&](std::vector<std::string> more) { lines.insert(lines.end(), more.begin(), more.end()); };
  for (const std::string& environment : environments_)
    if (!tracked.holds(environment.empty() ? "pyvenv.cfg" : environment + "/pyvenv.cfg"))
      add(examine_environment(files_, environment));

  for (const std::string& build : cmake_folders_)
    if (!tracked.holds(build.empty() ? "CMakeCache.txt" : build + "/CMakeCache.txt"))
      add(changed_after_cmake(files_, build));

  std::vector<std::string> modules;
  for (const std::string& one : node_modules_)
    if (seen.folder(std::string(parent_of(one))) && !tracked.holds(one)) modules.push_back(one);
  if (!modules.empty()) {
    auto is_patched = [&](std::string_view package) {
      std::string start = "patches/";
      for (char c : package) start += c == '/' ? '+' : c;
      start += '+';
      return std::any_of((*list)->begin(), (*list)->end(),
                         [&](const FolderFile& file) { return file.path.starts_with(start); });
    };
    add(examine_node_modules(files_, modules, is_patched));
  }

  for (const std::string& one : metadata_) {
    if (seen.folder(one)) continue;
    auto text = files_.read(one + "/entry_points.txt", kTextBytesMax);
    if (!text || text->find("[pytest11]") == text->npos) continue;
    auto stated = folder.containing("pytest11", [](std::string_view path) {
      std::string_view name = name_in(path);
      return name == "pyproject.toml" || name == "setup.cfg" || name == "setup.py";
    });
    if (stated && stated->empty())
      lines.push_back("git ignores " + printable(one) +
                      "/entry_points.txt: pytest loads the plugins that it names");
  }
  add(Ignored(folder, seen, caches_).run());
  return lines;
}

}  // namespace suit
