#include "verify/shadowing.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/glob.h"
#include "base/text.h"
#include "sandbox/toolchain.h"

namespace suit {
namespace {

constexpr uint64_t kSourceBytesMax = 1u << 20;
constexpr size_t kSourcesMax = 500;  // of one folder that are searched for an include

// sys.stdlib_module_names of Python 3.10 to 3.14, without the modules that are built into every interpreter
// and those that begin with "_", of which only the ones that Python code imports are here.
constexpr std::string_view kStandardModules =
    "__future__ _collections_abc _colorize _compat_pickle _compression _markupbase _osx_support _py_abc "
    "_pydatetime _pydecimal _pyio _pyrepl _sitebuiltins _strptime _threading_local _weakrefset abc aifc "
    "annotationlib antigravity argparse array ast asynchat asyncio asyncore audioop base64 bdb binascii "
    "bisect "
    "bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall "
    "compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses "
    "dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum fcntl "
    "filecmp fileinput fnmatch fractions ftplib functools genericpath getopt getpass gettext glob graphlib "
    "grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress json "
    "keyword lib2to3 linecache locale logging lzma mailbox mailcap math mimetypes mmap modulefinder "
    "multiprocessing netrc nntplib ntpath nturl2path numbers opcode operator optparse os pathlib pdb pickle "
    "pickletools pipes pkgutil platform plistlib poplib posixpath pprint profile pstats pty py_compile "
    "pyclbr "
    "pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched "
    "secrets "
    "select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 "
    "sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau "
    "symtable sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading "
    "timeit "
    "tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata unittest "
    "urllib uu uuid venv warnings wave weakref webbrowser wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport "
    "zlib zoneinfo";

// Python's test runners and what they import, wherever they are installed.
constexpr std::string_view kRunnerModules =
    "pytest _pytest pluggy iniconfig py packaging pygments attr attrs exceptiongroup tomli colorama "
    "atomicwrites "
    "more_itertools wcwidth importlib_metadata zipp typing_extensions hypothesis mock nose nose2 coverage "
    "xdist "
    "execnet pytest_cov pytest_mock pytest_asyncio pytest_timeout pytest_django anyio tox "
    "sitecustomize usercustomize";

// Where the code of a project lies that is imported by bare names.
constexpr std::string_view kRoots[] = {"", "src", "lib", "python", "tests", "test"};

// Orders in which tools complete a name without an extension, each after Node's own "as it is".
// Node.js: Modules; Jest: moduleFileExtensions; Vite: resolve.extensions; TypeScript: Module Resolution.
constexpr std::string_view kCompletions[] = {
    " .js .json .node", " .js .mjs .cjs .jsx .ts .mts .cts .tsx .json", " .mjs .js .mts .ts .jsx .tsx .json",
    " .ts .tsx .js .jsx .json"};

// Libraries of the system whose files are found by the end of a path.
struct Library {
  std::string_view owner;    // "the system's"
  std::string_view endings;  // of files; "." is none
  std::string_view places;   // globs of absolute folders
};
constexpr Library kLibraries[] = {
    {"the system's", ".h .hh .hpp .hxx .h++ .inc .inl .ipp .tcc .",
     "/usr/include /usr/include/*-linux-gnu* /usr/include/c++/* /usr/local/include /usr/lib/gcc/*/*/include"},
    {"Perl's", ".pm", "/usr/share/perl/* /usr/share/perl5 /usr/lib/*/perl/* /usr/lib/*/perl-base"},
    {"Ruby's", ".rb",
     "/usr/lib/ruby/* /usr/lib/ruby/gems/*/gems/*/lib /usr/share/rubygems-integration/all/gems/*/lib"},
};

constexpr std::string_view kIncluders[] = {".c",   ".h",   ".cc",  ".cpp", ".cxx", ".hh",
                                           ".hpp", ".hxx", ".inl", ".ipp", ".m",   ".mm"};

bool is_among(std::string_view word, std::string_view words) {
  for (std::string_view one : split(words, ' '))
    if (one == word) return true;
  return false;
}

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

// The existing folders that a glob of an absolute path names.
std::vector<std::string> expanded(std::string_view pattern) {
  std::vector<std::string> found = {""};
  for (std::string_view part : split(pattern.substr(1), '/')) {
    std::vector<std::string> next;
    for (const std::string& at : found) {
      if (!has_glob_characters(part)) {
        next.push_back(at + "/" + std::string(part));
        continue;
      }
      std::error_code error;
      for (auto entry = std::filesystem::directory_iterator(at, error); !error && entry != end(entry);
           entry.increment(error)) {
        std::string name = entry->path().filename().string();
        if (glob_matches(part, name)) next.push_back(at + "/" + name);
      }
    }
    found = std::move(next);
  }
  std::erase_if(found, [](const std::string& path) { return !exists(path); });
  return found;
}

// Where Python's packages are installed outside of folders.
std::vector<std::string> packages_of_machine() {
  std::vector<std::string> globs = {"/usr/lib/python3/dist-packages", "/usr/lib/python3*/site-packages",
                                    "/usr/local/lib/python3*/*-packages"};
  for (const std::string& toolchain : toolchains_on_path())
    globs.push_back(toolchain + "/lib/python3*/site-packages");
  std::vector<std::string> found;
  for (const std::string& glob : globs)
    for (std::string& place : expanded(glob)) found.push_back(std::move(place));
  return found;
}

// "a/b/c.h", "b/c.h", "c.h".
std::vector<std::string_view> trails_of(std::string_view path) {
  std::vector<std::string_view> trails = {path};
  for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1))
    trails.push_back(path.substr(slash + 1));
  return trails;
}

// The name between the quotes or brackets of an include; "" for another line.
std::string_view included(std::string_view line, bool& quoted) {
  line = trim(line);
  if (!line.starts_with('#')) return {};
  line = trim(line.substr(1));
  for (std::string_view word : {"include_next", "include", "import"}) {
    if (!line.starts_with(word)) continue;
    line = trim(line.substr(word.size()));
    if (line.size() < 3 || (line[0] != '"' && line[0] != '<')) return {};
    quoted = line[0] == '"';
    size_t end = line.find(quoted ? '"' : '>', 1);
    return end == line.npos ? std::string_view() : line.substr(1, end - 1);
  }
  return {};
}

class Search {
 public:
  Search(const AddedFile& added, Folder& folder, const std::function<bool(std::string_view path)>& is_gone)
      : path_(added.path),
        is_link_(added.is_link),
        is_program_(added.is_program),
        folder_(folder),
        files_(folder.files()),
        is_gone_(is_gone) {}

  std::string run() {
    for (auto search :
         {&Search::python, &Search::javascript, &Search::command, &Search::library, &Search::header})
      if (std::string found = (this->*search)(); !found.empty()) return found;
    return {};
  }

 private:
  bool is_here(const std::string& path) {
    if (path == path_ || is_gone_(path)) return false;
    auto info = files_.info(path);
    return info && info->type != FileType::kAbsent;
  }

  // Python imports the module by its bare name only from a folder that is not a package.
  bool is_bare(const std::string& home) {
    if (home.empty()) return true;
    auto init = files_.info(home + "/__init__.py");
    if (!init || init->type != FileType::kAbsent) return false;
    auto entries = files_.list(home);
    return entries && std::any_of(entries->begin(), entries->end(), [](const DirectoryEntry& entry) {
             return entry.name.ends_with(".py") || entry.type == FileType::kDirectory;
           });
  }

  std::string python() {
    std::string_view name = name_in(path_), home = parent_of(path_), module;
    bool is_package = name == "__init__.py" && !home.empty();
    if (is_package) {
      module = name_in(home);
      if (std::string beside = std::string(home) + ".py"; is_here(beside)) return beside;
      home = parent_of(home);
    } else if (name.ends_with(".py")) {
      module = name.substr(0, name.size() - 3);
    } else if (is_link_ && name.find('.') == name.npos) {
      module = name;  // perhaps to a package
    } else {
      return {};
    }
    if (module.empty() || module == "__init__" || module == "__main__" || !is_bare(std::string(home)))
      return {};
    std::string word(module);
    if (is_among(module, kStandardModules)) return "Python's module " + word;
    if (is_among(module, kRunnerModules) || is_installed(word)) return "the package " + word;
    // setup.py, and scripts beside their data, have the same names everywhere.
    if (module == "setup" || module == "conftest") return {};
    for (std::string_view root : kRoots) {
      if (root == home) continue;
      std::string other = root.empty() ? word : std::string(root) + "/" + word;
      for (const char* ending : {"/__init__.py", ".py"})
        if (is_here(other + ending)) return other + ending;
    }
    return {};
  }

  bool is_installed(const std::string& module) {
    auto is_in = [&](const std::string& packages) {
      return exists(packages + "/" + module + "/__init__.py") || exists(packages + "/" + module + ".py");
    };
    static const std::vector<std::string> places = packages_of_machine();
    if (std::any_of(places.begin(), places.end(), is_in)) return true;
    for (const char* environment : {".venv", "venv", "env"}) {
      auto versions = files_.list(std::string(environment) + "/lib");
      if (!versions) continue;
      for (const DirectoryEntry& version : *versions) {
        std::string packages = std::string(environment) + "/lib/" + version.name + "/site-packages/" + module;
        if (is_here(packages + "/__init__.py") || is_here(packages + ".py")) return true;
      }
    }
    return false;
  }

  std::string javascript() {
    std::string_view name = name_in(path_);
    for (std::string_view completion : kCompletions) {
      auto endings = split(completion, ' ');
      for (size_t i = 0; i < endings.size(); ++i) {
        bool fits = endings[i].empty() ? name.find('.') == name.npos
                                       : name.size() > endings[i].size() && name.ends_with(endings[i]);
        if (!fits) continue;
        std::string stem(path_.substr(0, path_.size() - endings[i].size()));
        for (size_t later = i + 1; later < endings.size(); ++later)
          if (std::string other = stem + std::string(endings[later]); is_here(other)) return other;
        if (i == 0) continue;
        for (std::string_view ending : endings)
          if (std::string other = stem + "/index" + std::string(ending); !ending.empty() && is_here(other))
            return other;
      }
    }
    return {};
  }

  // A program in a folder that PATH may name.
  std::string command() {
    if ((!is_program_ && !is_link_) ||
        !is_among(name_in(parent_of(path_)), "bin sbin libexec scripts script tools exec"))
      return {};
    std::string name(name_in(path_));
    for (const char* place : {"/usr/bin/", "/bin/", "/usr/local/bin/", "/usr/sbin/"})
      if (exists(place + name)) return "the command " + name;
    return {};
  }

  // Is a file's folder searched for names without a folder? The top, its folders, those named as such. Of
  // files without an ending only the usual ones: programs are named as they like.
  static bool is_searched(std::string_view folder, std::string_view ending) {
    if (ending == ".") return folder.empty() || is_among(folder, "include inc src");
    return folder.find('/') == folder.npos ||
           is_among(name_in(folder), "include includes inc headers src lib");
  }

  std::string library() {
    std::string_view name = name_in(path_);
    std::string ending = name.find('.') == name.npos ? "." : extension_of(name);
    for (size_t i = 0; i < std::size(kLibraries); ++i) {
      if (!is_among(ending, kLibraries[i].endings)) continue;
      for (const std::string& place : places_of(i)) {
        for (std::string_view trail : trails_of(path_)) {
          std::string other = place + "/" + std::string(trail);
          if (!exists(other) || std::filesystem::is_directory(other) != (is_link_ && ending == ".")) continue;
          if (trail.find('/') != trail.npos || is_searched(parent_of(path_), ending) ||
              is_included_beside(name))
            return std::string(kLibraries[i].owner) + " " + std::string(trail);
        }
      }
    }
    return {};
  }

  static const std::vector<std::string>& places_of(size_t library) {
    static const auto places = [] {
      std::array<std::vector<std::string>, std::size(kLibraries)> all;
      for (size_t i = 0; i < all.size(); ++i)
        for (std::string_view glob : split(kLibraries[i].places, ' '))
          for (std::string& place : expanded(glob)) all[i].push_back(std::move(place));
      return all;
    }();
    return places[library];
  }

  // Does a file of the same folder already include this name?
  bool is_included_beside(std::string_view name) {
    std::string home(parent_of(path_));
    auto entries = files_.list(home);
    if (!entries) return false;
    size_t read = 0;
    for (const DirectoryEntry& entry : *entries) {
      if (entry.type != FileType::kFile || !is_includer(entry.name) || ++read > kSourcesMax) continue;
      auto text = files_.read(home.empty() ? entry.name : home + "/" + entry.name, kSourceBytesMax);
      if (!text) continue;
      bool quoted = false;
      for (std::string_view line : split_lines(*text))
        if (included(line, quoted) == name) return true;
    }
    return false;
  }

  static bool is_includer(std::string_view path) {
    std::string ending = extension_of(path);
    return std::find(std::begin(kIncluders), std::end(kIncluders), ending) != std::end(kIncluders);
  }

  // A header that files of the folder include by a name, and that is elsewhere so far.
  std::string header() {
    if (!is_among(extension_of(path_), ".h .hh .hpp .hxx .h++ .inc .inl .ipp .tcc .def")) return {};
    auto list = folder_.list();
    if (!list) return {};
    std::string name(name_in(path_));
    std::vector<std::string_view> others;
    for (const FolderFile& file : **list)
      if (name_in(file.path) == name && file.path != path_ && !is_gone_(file.path))
        others.push_back(file.path);
    if (others.empty()) return {};
    auto includers = folder_.containing(name, is_includer);
    if (!includers) return {};
    auto trails = trails_of(path_);
    for (const std::string& includer : *includers) {
      auto text = files_.read(includer, kSourceBytesMax);
      if (!text) continue;
      bool quoted = false;
      for (std::string_view line : split_lines(*text)) {
        std::string_view named = included(line, quoted);
        if (named.empty() || std::find(trails.begin(), trails.end(), named) == trails.end()) continue;
        std::string near = join_path(parent_of(includer), named);
        if (quoted && is_here(near)) continue;
        for (std::string_view other : others)
          if (other == named || other.ends_with("/" + std::string(named))) return std::string(other);
      }
    }
    return {};
  }

  std::string_view path_;
  bool is_link_, is_program_;
  Folder& folder_;
  Files& files_;
  const std::function<bool(std::string_view path)>& is_gone_;
};

}  // namespace

std::string hidden_by(const AddedFile& added, Folder& folder,
                      const std::function<bool(std::string_view path)>& is_gone) {
  return Search(added, folder, is_gone).run();
}

std::string why_shadows(const FileEdit& edit, const std::vector<FileEdit>& edits, Folder& folder) {
  if (edit.before.type != FileType::kAbsent || edit.after.type == FileType::kAbsent) return {};
  auto is_gone = [&](std::string_view path) {
    return std::any_of(edits.begin(), edits.end(), [&](const FileEdit& other) {
      return other.path == path && other.after.type == FileType::kAbsent;
    });
  };
  std::string hidden = hidden_by(
      {edit.path, edit.after.type == FileType::kSymlink, (edit.after.mode & 0111) != 0}, folder, is_gone);
  return hidden.empty() ? hidden : "hides " + hidden;
}

}  // namespace suit
