#include "verify/surroundings.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include "base/text.h"
#include "code/syntax.h"
#include "folder/folder.h"
#include "folder/git.h"
#include "folder/judge_files.h"
#include "verify/account.h"
#include "verify/build_outputs.h"
#include "verify/node_packages.h"
#include "verify/python_environment.h"
#include "verify/shadowing.h"
#include "verify/shown_files.h"
#include "verify/tree_walk.h"
#include "verify/word_list.h"

namespace suit {
namespace {

constexpr uint64_t kIgnoredBytesMax = 1u << 20;
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

// Settings of npm that choose programs or which package's scripts run. A quoted key is a text of JSON.
bool chooses_programs(std::string_view text) {
  constexpr std::string_view kKeys[] = {"script-shell", "node-options", "shell",     "prefix",
                                        "local-prefix", "userconfig",   "workspace", "globalconfig"};
  for (std::string_view line : split_lines(text)) {
    std::string key = to_lower(trim(line.substr(0, line.find('='))));
    if (key.starts_with('"') || key.starts_with('\'')) {
      if (key.find('\\') != key.npos) return true;
      key = trim(std::string_view(key).substr(1, key.size() - std::min<size_t>(key.size(), 2)));
    }
    if (key.ends_with("[]")) key.resize(key.size() - 2);
    if (is_one_of(key, kKeys)) return true;
  }
  return false;
}

// Does Python run a module of this file's name at each start, if it finds it?
bool is_start_module(std::string_view path) {
  std::string_view name = name_in(path), module = name.substr(0, name.find('.'));
  if (module == "__init__") module = name_in(parent_of(path));
  std::string ending = extension_of(name);
  return (module == "sitecustomize" || module == "usercustomize") &&
         (ending == ".py" || ending == ".so" || ending == ".pyc");
}

// Bytecode that Python runs without a look at its source: a link, or one by digest that is not to be checked
// (PEP 552: the second word's lowest bits). Only the first bytes are read.
bool is_unchecked_bytecode(Files& files, const std::string& path) {
  unsigned char head[8] = {};
  int file = ::open((files.root() + "/" + path).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return errno == ELOOP;
  ssize_t count = ::read(file, head, sizeof head);
  ::close(file);
  return count == sizeof head && (head[4] & 1) != 0 && (head[4] & 2) == 0;
}

// "x/y.py" of "x/__pycache__/y.cpython-311.opt-1.pyc".
std::string source_of_bytecode(std::string_view path) {
  std::string_view folder = parent_of(parent_of(path)), name = name_in(path);
  return std::string(folder) + "/" + std::string(name.substr(0, name.find('.'))) + ".py";
}

bool is_makefile(std::string_view name) {
  return name == "Makefile" || name == "makefile" || name == "GNUmakefile" || name.ends_with(".mk");
}

// The present files that a makefile includes by their plain names and that are makefiles by their own.
// make(1) reads optional ones ("-include x.mk") only if they exist.
enum class Inclusion { kOptional, kRequired };
std::vector<std::string> included_by(Files& files, const std::string& makefile, Inclusion inclusion) {
  std::vector<std::string> found;
  auto text = files.read(makefile, kIgnoredBytesMax);
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
    if (is_one_of(ending, kObjects)) {
      std::string_view stem = name.substr(0, dot);
      if (size_t inner = stem.rfind('.'); inner != stem.npos && is_one_of(stem.substr(inner), kSources))
        stem = stem.substr(0, inner);
      made_.push_back({path, std::string(stem), false});
    } else if (ending.empty()) {
      made_.push_back({path, std::string(name), true});
    } else if (is_one_of(ending, kSources)) {
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
      if (is_one_of(name, kCacheFolders) ||
          ((name == "cache" || name == "workspace-data") && name_in(folder) == ".nx")) {
        caches_.push_back(path);
        return false;
      }
      if (name == ".fingerprint") {
        cargo.push_back(folder);
        return false;
      }
      if ((name.ends_with(".egg-info") || name.ends_with(".dist-info")) && !is_installed)
        metadata_.push_back(path);
      return true;
    }
    if (type == FileType::kSymlink && name == "node_modules") node_links_.push_back(path);
    if (is_start_module(path) && !is_installed) start_modules_.push_back(path);
    if (is_installed) {
      if (name.ends_with(".pyc") && name_in(folder) == "__pycache__") {
        size_t site = path.find("/site-packages/") + 15;
        bool is_single = path.compare(site, 12, "__pycache__/") == 0;
        std::string package = is_single ? source_of_bytecode(path) : path.substr(0, path.find('/', site));
        if (is_unchecked_bytecode(files, path))
          caches_.push_back(path);
        else if (auto info = files.info(path))
          bytecode[package].emplace_back(path, info->changed_ns);
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
    if (is_one_of(name, kCacheFiles) || name.ends_with(".tsbuildinfo") || name.ends_with(".pyc") ||
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
    int64_t first = INT64_MAX;
    for (auto& [path, changed_ns] : all) {
      first = std::min(first, changed_ns);
      if (auto info = files.info(source_of_bytecode(path)); info && info->type == FileType::kFile)
        first = std::min(first, info->changed_ns);
    }
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
  TrackedFiles tracked(files_.root());
  std::erase_if(caches_, [&](const std::string& path) { return tracked.holds(path); });
}

namespace {

// Ignored files in the folders that a person sees.
class Ignored {
 public:
  Ignored(Folder& folder, const ShownFiles& seen, const std::vector<std::string>& caches)
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
    size_t budget = is_one_of(name_in(path), kSearched) ? kLookedAtMax : 0;
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
    auto text = [&] { return files_.read(path, kIgnoredBytesMax); };
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
  const ShownFiles& seen_;
  const std::vector<std::string>& caches_;
  std::vector<std::string> lines_;
};

// Tracked files of a submodule that differ from its commit.
std::vector<std::string> changed_in_submodule(const std::string& folder) {
  std::vector<std::string> changed;
  auto repository = GitRepository::find(folder);
  if (!repository || !*repository || !(*repository)->prefix().empty()) return changed;
  auto patch = (*repository)->difference("HEAD");
  if (!patch) return changed;
  constexpr std::string_view kHead = "diff --git a/";
  for (std::string_view line : split_lines(*patch)) {
    line = without_terminator(line);
    if (line.starts_with(kHead))
      changed.emplace_back(line.substr(kHead.size(), line.find(" b/") - kHead.size()));
    else if (line.starts_with("new file mode ") && !changed.empty() && !grammar_of(changed.back()))
      changed.pop_back();  // what a build leaves
  }
  return changed;
}

}  // namespace

std::vector<std::string> Surroundings::examine() const {
  std::vector<std::string> lines;
  if (!is_whole_) lines.push_back("the folder has too many files to find its caches and environments");
  Folder folder(files_);
  auto list = folder.list();
  if (!list) return lines;
  TrackedFiles tracked(files_.root());
  ShownFiles seen(**list, tracked);
  auto add = [&](std::vector<std::string> more) { lines.insert(lines.end(), more.begin(), more.end()); };
  auto is_shown = [&](const std::string& path) { return seen.shows(path); };
  for (const std::string& environment : environments_)
    if (!tracked.holds(environment.empty() ? "pyvenv.cfg" : environment + "/pyvenv.cfg"))
      add(examine_environment(files_, environment, is_shown));

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
    add(examine_node_modules(files_, modules, is_patched, is_shown));
  }
  for (const std::string& link : node_links_) {
    auto target = files_.read(link, 4096);
    auto place = target ? place_of_link(files_.root(), link, *target) : std::nullopt;
    if (!place || is_shown(link) || is_shown(*place) || is_one_of(*place, node_modules_)) continue;
    auto info = files_.info(*place);
    if (info && info->type != FileType::kAbsent)
      lines.push_back(printable(link) + " is a link to " + printable(*place) + ", which git does not show");
  }

  for (const TrackedFile& file : tracked.all()) {
    auto info = file.is_repository ? files_.info(file.path + "/.git") : Result<FileInfo>(FileInfo());
    if (!info || info->type == FileType::kAbsent) continue;
    if (auto changed = changed_in_submodule(files_.root() + "/" + file.path); !changed.empty())
      lines.push_back("the submodule " + printable(file.path) +
                      " has changes that its commit does not show: " + some_of(changed));
  }

  for (const std::string& one : metadata_) {
    if (seen.folder(one)) continue;
    auto text = files_.read(one + "/entry_points.txt", kIgnoredBytesMax);
    if (!text || text->find("[pytest11]") == text->npos) continue;
    auto stated = folder.containing("pytest11", [](std::string_view path) {
      std::string_view name = name_in(path);
      return name == "pyproject.toml" || name == "setup.cfg" || name == "setup.py";
    });
    if (stated && !are_stated(*text, *stated))
      lines.push_back("git ignores " + printable(one) +
                      "/entry_points.txt: pytest loads the plugins that it names");
  }
  add(Ignored(folder, seen, caches_).run());
  for (const std::string& path : start_modules_) {
    if (seen.shows(path) || is_copy_of_shown(folder, **list, path)) continue;
    std::string line = "git ignores " + printable(path) + ": " + why_judge_file("sitecustomize.py");
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }
  return lines;
}

// Does a manifest name each module that the metadata makes a plugin of pytest?
bool Surroundings::are_stated(std::string_view metadata, const std::vector<std::string>& manifests) const {
  std::string known;
  for (const std::string& manifest : manifests)
    if (auto text = files_.read(manifest, kIgnoredBytesMax)) known += *text;
  bool is_within = false;
  for (std::string_view line : split_lines(metadata)) {
    line = trim(line);
    if (line.starts_with('[')) is_within = line == "[pytest11]";
    size_t equals = line.find('=');
    if (!is_within || line.starts_with('[') || equals == line.npos) continue;
    if (known.find(trim(line.substr(equals + 1))) == known.npos) return false;
  }
  return !known.empty();
}

// A build copies the folder's own modules.
bool Surroundings::is_copy_of_shown(Folder& folder, const std::vector<FolderFile>& list,
                                    const std::string& path) const {
  auto own = files_.read(path, kIgnoredBytesMax);
  return own && std::any_of(list.begin(), list.end(), [&](const FolderFile& file) {
           if (name_in(file.path) != name_in(path) || file.type != FileType::kFile) return false;
           auto text = folder.read(file.path);
           return text && *text == *own;
         });
}

std::vector<std::string> blind_spots_of_git(Files& files) {
  std::vector<std::string> assumed, lines;
  TrackedFiles tracked(files.root());
  for (const TrackedFile& file : tracked.all()) {
    auto info = file.is_assumed ? files.info(file.path) : Result<FileInfo>(FileInfo());
    if (info && info->type != FileType::kAbsent) assumed.push_back(file.path);
  }
  if (!assumed.empty()) lines.push_back("git is told not to compare " + some_of(assumed));
  auto repository = GitRepository::find(files.root());
  if (!repository || !*repository) return lines;
  for (const char* name : {"diff.external", "diff.ignoresubmodules", "core.ignorestat"})
    if (std::string value = (*repository)->setting(name); !value.empty() && value != "false")
      lines.push_back("git's setting " + std::string(name) + " is " + printable(value));
  return lines;
}

}  // namespace suit
