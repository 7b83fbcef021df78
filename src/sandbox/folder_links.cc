#include "sandbox/folder_links.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/files.h"
#include "base/text.h"
#include "sandbox/toolchain.h"

namespace suit {
namespace {

constexpr size_t kPointersMax =
    256;  // .git files, environments: a normal folder has fewer; the rest is ignored
constexpr uint64_t kPointerBytesMax = 1u << 20;

struct stat status_of(const std::string& path) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0) st = {};
  return st;
}
bool is_folder(const std::string& path) {
  return S_ISDIR(status_of(path).st_mode);
}

// Absolute and without links; "" if it does not exist.
std::string resolved(const std::string& path, const std::string& from) {
  char* real = ::realpath((path.starts_with('/') ? path : from + "/" + path).c_str(), nullptr);
  std::string found = real ? real : "";
  std::free(real);
  return found;
}

// "" where it can't be read.
std::string small_file(const std::string& path) {
  auto text = read_file(path, kPointerBytesMax);
  return text ? *text : std::string();
}
std::string first_line(const std::string& path) {
  std::string text = small_file(path);
  return text.substr(0, text.find_first_of("\r\n"));
}

bool is_at_or_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// The value of the first "key = value" line of that name, in settings of a repository or an environment.
std::string value_in(std::string_view text, std::string_view name) {
  for (std::string_view line : split_lines(text)) {
    line = trim(without_terminator(line));
    size_t equals = line.find('=');
    if (equals != line.npos && to_lower(trim(line.substr(0, equals))) == name)
      return std::string(trim(line.substr(equals + 1)));
  }
  return {};
}

class Survey {
 public:
  explicit Survey(const SandboxOptions& options) : options_(options) {}

  FolderLinks run() {
    walk();
    for (const std::string& path : environments_) environment(path);
    for (const std::string& path : pointers_) repository(path);
    repository_above();
    for (std::string& path : toolchains_on_path()) show(std::move(path));
    return std::move(links_);
  }

 private:
  // Shows what a .git file or an environment refers to, but never a path that contains the folder.
  void show(std::string path) {
    bool is_seen = is_at_or_below(path, options_.folder) || path.size() < 2;
    for (const std::string& other : links_.shown) is_seen |= is_at_or_below(path, other);
    for (const std::string& other : options_.read) is_seen |= is_at_or_below(path, other);
    if (!is_seen) links_.shown.push_back(std::move(path));
  }

  void walk() {
    std::vector<std::string> ahead = {options_.folder};
    while (!ahead.empty()) {
      std::string at = std::move(ahead.back());
      ahead.pop_back();
      int descriptor = ::open(at.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      DIR* directory = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
      if (!directory) continue;
      while (dirent* entry = ::readdir(directory)) look(at, descriptor, *entry, ahead);
      ::closedir(directory);
    }
  }

  void look(const std::string& at, int directory, const dirent& entry, std::vector<std::string>& ahead) {
    std::string_view name = entry.d_name;
    if (name == "." || name == "..") return;
    unsigned char type = entry.d_type;
    if (type == DT_UNKNOWN) {
      struct stat st;
      if (::fstatat(directory, entry.d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) return;
      type = S_ISDIR(st.st_mode)   ? DT_DIR
             : S_ISREG(st.st_mode) ? DT_REG
             : S_ISLNK(st.st_mode) ? DT_LNK
                                   : DT_CHR;
    }
    auto path = [&] { return at + "/" + entry.d_name; };
    if (type == DT_DIR) {
      if (name == ".suit" && at != options_.folder)
        links_.hidden.push_back(path());  // its own ledger is always hidden
      else if (name != ".git" && name != ".suit")
        ahead.push_back(path());
    } else if (type == DT_REG && name == ".git" && pointers_.size() < kPointersMax) {
      pointers_.push_back(path());
    } else if (type == DT_REG && name == "pyvenv.cfg" && environments_.size() < kPointersMax) {
      environments_.push_back(at);
    } else if (type == DT_LNK && (name == ".venv" || name == "venv" || name == "env") &&
               environments_.size() < kPointersMax) {
      environments_.push_back(path());
    }
  }

  void environment(const std::string& path) {
    std::vector<std::string> found;
    add_toolchains_behind(path, found);
    for (const char* name : {"/bin/python", "/bin/python3"}) add_toolchains_behind(path + name, found);
    std::string home = value_in(small_file(path + "/pyvenv.cfg"), "home");
    if (home.starts_with('/')) add_toolchains_behind(home, found);
    for (std::string& one : found) show(std::move(one));
  }

  // A .git file names a repository, and may be forged. The target must be a repository of the same owner. It
  // must refer back to this folder, or have no back reference and be neither bare nor next to another
  // folder's files.
  void repository(const std::string& pointer) {
    std::string place = std::string(parent_of(pointer)), named = first_line(pointer);
    if (!named.starts_with("gitdir:")) return;
    named = trim(std::string_view(named).substr(7));
    std::string own = resolved(named, place);
    auto refuse = [&](const std::string& why) {
      links_.notes.push_back(printable(pointer) + " names the repository " + printable(named) +
                             ", which checks can't see: " + why);
    };
    if (own.empty()) return refuse("it does not exist");
    std::string shared = own;
    if (std::string common = first_line(own + "/commondir"); !common.empty()) shared = resolved(common, own);
    if (shared.empty() || !is_folder(shared + "/objects") || ::access((own + "/HEAD").c_str(), R_OK) != 0)
      return refuse("it is not a repository");
    if (is_at_or_below(own, options_.folder) && is_at_or_below(shared, options_.folder)) return;
    struct stat st {};
    if (::lstat(pointer.c_str(), &st) != 0 || status_of(own).st_uid != st.st_uid ||
        status_of(shared).st_uid != st.st_uid)
      return refuse("it belongs to another user");
    std::string back = first_line(own + "/gitdir"), settings = small_file(own + "/config");
    std::string worktree = value_in(settings, "worktree");
    bool names_us = !back.empty()       ? resolved(back, own) == resolved(pointer, "")
                    : !worktree.empty() ? resolved(worktree, own) == resolved(place, "")
                                        : name_in(own) != ".git" &&
                                              to_lower(value_in(settings, "bare")) != "true" && own == shared;
    if (!names_us) return refuse("it does not refer back to this folder");
    for (const std::string& path : {shared, own}) show(path);
  }

  void repository_above() {
    if (::access((options_.folder + "/.git").c_str(), F_OK) == 0) return;
    for (std::string at(parent_of(options_.folder)); at.size() > 1; at = std::string(parent_of(at))) {
      if (::access((at + "/.git").c_str(), F_OK) != 0) continue;
      links_.notes.push_back("the folder is in the repository " + printable(at) +
                             ", which checks can't see: they see only the folder");
      return;
    }
  }

  const SandboxOptions& options_;
  FolderLinks links_;
  std::vector<std::string> environments_, pointers_;
};

}  // namespace

FolderLinks find_folder_links(const SandboxOptions& options) {
  return Survey(options).run();
}

}  // namespace suit
