#include "sandbox/toolchain.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "sandbox/world.h"

namespace suit {
namespace {

// `root` is below the home folder unless the variable is set; `below` describes the folders from there to one
// version.
constexpr struct {
  const char* variable;
  const char* root;
  std::string_view below;
} kToolchains[] = {
    {"PYENV_ROOT", ".pyenv", "versions/*"},
    {"UV_PYTHON_INSTALL_DIR", ".local/share/uv/python", "*"},
    {nullptr, ".local/share/uv/tools", "*"},
    {"RYE_HOME", ".rye", "py/*"},
    {"WORKON_HOME", ".virtualenvs", "*"},
    {nullptr, ".local/share/virtualenvs", "*"},
    {nullptr, ".cache/pypoetry/virtualenvs", "*"},
    {nullptr, ".local/share/hatch/env/virtual", "*/*/*"},
    {"PIPX_HOME", ".local/share/pipx", "venvs/*"},
    {nullptr, ".local/pipx", "venvs/*"},
    {nullptr, ".conda", "envs/*"},
    {nullptr, "miniconda3", "envs/*"},
    {nullptr, "miniconda3", ""},
    {nullptr, "anaconda3", "envs/*"},
    {nullptr, "anaconda3", ""},
    {nullptr, "miniforge3", "envs/*"},
    {nullptr, "miniforge3", ""},
    {nullptr, "mambaforge", "envs/*"},
    {nullptr, "mambaforge", ""},
    {"MAMBA_ROOT_PREFIX", "micromamba", "envs/*"},
    {"ASDF_DATA_DIR", ".asdf", "installs/*/*"},
    {"MISE_DATA_DIR", ".local/share/mise", "installs/*/*"},
    {nullptr, ".local/share/rtx", "installs/*/*"},
    {"PROTO_HOME", ".proto", "tools/*/*"},
    {"NVM_DIR", ".nvm", "versions/*/*"},
    {"FNM_DIR", ".local/share/fnm", "node-versions/*"},
    {nullptr, ".fnm", "node-versions/*"},
    {"VOLTA_HOME", ".volta", "tools/image/*/*"},
    {"NODENV_ROOT", ".nodenv", "versions/*"},
    {"BUN_INSTALL", ".bun", "bin"},
    {"DENO_INSTALL", ".deno", "bin"},
    {"RBENV_ROOT", ".rbenv", "versions/*"},
    {"rvm_path", ".rvm", "rubies/*"},
    {nullptr, ".rubies", "*"},
    {"GOENV_ROOT", ".goenv", "versions/*"},
    {nullptr, "sdk", "*"},
    {nullptr, ".jdks", "*"},
    {"SDKMAN_DIR", ".sdkman", "candidates/*/*"},
    {"RUSTUP_HOME", ".rustup", "toolchains/*"},
    {nullptr, ".ghcup", "ghc/*"},
    {nullptr, ".linuxbrew", ""},
    {"HOMEBREW_PREFIX", "/home/linuxbrew/.linuxbrew", ""},
};

std::string real_path(const std::string& path) {
  char* real = ::realpath(path.c_str(), nullptr);
  std::string found = real ? real : "";
  std::free(real);
  return found;
}

bool is_inside(std::string_view path, std::string_view folder) {
  return !folder.empty() && path.starts_with(folder) &&
         (path.size() == folder.size() || path[folder.size()] == '/');
}

// The first folders of `path` below `root` that match `below`; "" if they do not.
std::string version_in(std::string_view path, std::string_view root, std::string_view below) {
  if (root.size() < 2 || !is_inside(path, root)) return {};
  if (below.empty()) return std::string(root);
  auto forms = split(below, '/');
  std::string_view rest = path.size() > root.size() ? path.substr(root.size() + 1) : std::string_view();
  auto parts = split(rest, '/');
  if (parts.size() < forms.size()) return {};
  std::string found(root);
  for (size_t i = 0; i < forms.size(); ++i) {
    if (parts[i].empty() || parts[i] == ".." || (forms[i] != "*" && forms[i] != parts[i])) return {};
    found.append("/").append(parts[i]);
  }
  return found;
}

void add_once(const std::string& path, std::vector<std::string>& into) {
  if (std::find(into.begin(), into.end(), path) == into.end()) into.push_back(path);
}

// "" if it is not a link.
std::string link_target(const std::string& path) {
  char buffer[4096];
  ssize_t length = ::readlink(path.c_str(), buffer, sizeof buffer);
  if (length <= 0) return {};
  std::string target(buffer, static_cast<size_t>(length));
  return target[0] == '/' ? target : std::string(parent_of(path)) + "/" + target;
}

// "" for none.
std::string first_bytes(const std::string& path) {
  char head[512];
  int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : ::read(file, head, sizeof head);
  if (file >= 0) ::close(file);
  return length > 0 ? std::string(head, static_cast<size_t>(length)) : std::string();
}

// The interpreter of a script's first line; "" for none.
std::string interpreter_of(const std::string& path) {
  std::string head = first_bytes(path);
  if (!head.starts_with("#!")) return {};
  std::string_view line = trim(std::string_view(head).substr(2, head.find('\n') - 2));
  return std::string(line.substr(0, line.find_first_of(" \t")));
}

// The path for sandbox.read that lets a program run: the folder above its bin.
std::string folder_of_program(const std::string& program) {
  if (auto version = toolchain_of(program)) return *version;
  std::string_view folder = parent_of(program);
  if (name_in(folder) == "bin" || name_in(folder) == "shims") folder = parent_of(folder);
  return std::string(folder);
}

}  // namespace

std::optional<std::string> toolchain_of(std::string_view path) {
  const char* home_variable = std::getenv("HOME");
  std::string home = home_variable && *home_variable == '/' ? home_variable : "";
  while (home.ends_with('/')) home.pop_back();
  std::string real_home = home.empty() ? "" : real_path(home);
  for (auto [variable, root, below] : kToolchains) {
    std::vector<std::string> roots;
    const char* given = variable ? std::getenv(variable) : nullptr;
    if (given && *given == '/' && !is_inside(home, given)) roots.emplace_back(given);
    if (*root == '/') {
      roots.emplace_back(root);
    } else {
      for (const std::string& top : {home, real_home})
        if (!top.empty()) roots.push_back(top + "/" + root);
    }
    for (const std::string& one : roots)
      if (std::string found = version_in(path, one, below); !found.empty()) return found;
  }
  return {};
}

void add_toolchains_behind(const std::string& path, std::vector<std::string>& into) {
  auto add = [&](const std::string& at) {
    if (auto version = toolchain_of(at)) add_once(*version, into);
  };
  std::string at = path;
  for (int hops = 0; hops < 16 && !at.empty(); ++hops) {
    add(at);
    at = link_target(at);
  }
  add(real_path(path));
}

std::string path_for_checks(std::string_view path) {
  std::string changed;
  for (std::string_view one : split(path, ':')) {
    std::string real = one.starts_with('/') && !toolchain_of(one) ? real_path(std::string(one)) : "";
    bool leads_there = !real.empty() && real != one && toolchain_of(real);
    changed.append(changed.empty() ? "" : ":").append(leads_there ? real : std::string(one));
  }
  return changed;
}

std::vector<std::string> toolchains_on_path() {
  std::vector<std::string> found;
  const char* given = std::getenv("PATH");
  std::string path = path_for_checks(given ? given : "");
  for (std::string_view one : split(path, ':')) {
    if (!one.starts_with('/')) continue;
    size_t before = found.size();
    add_toolchains_behind(std::string(one), found);
    if (found.size() == before) continue;
    for (const char* name : {"/python", "/python3"}) add_toolchains_behind(std::string(one) + name, found);
  }
  return found;
}

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  for (std::string_view folder : split(path ? path : "", ':')) {
    std::string file = std::string(folder) + "/" + name;
    if (folder.empty() || ::access(file.c_str(), X_OK) != 0) continue;
    std::string real = real_path(file);
    return real.empty() ? file : real;
  }
  return {};
}

bool is_machine_program(const std::string& path) {
  return first_bytes(path).starts_with(
      "\x7f"
      "ELF");
}

std::string why_not_started(const std::string& program, const SandboxOptions& options) {
  auto is_shown = [&](const std::string& path) {
    return is_inside(path, options.folder) || is_of_system(path, options);
  };
  auto advice = [&](const std::string& place) {
    return place + ", which checks can't see: name " + folder_of_program(place) +
           " in sandbox.read in your own settings";
  };
  if (program.find('/') == program.npos) {
    std::string place = find_program(program);
    return place.empty() || is_shown(place) ? std::string() : program + " is " + advice(place);
  }
  std::string at = program[0] == '/' ? program : options.folder + "/" + program;
  std::string what = program;
  for (int hops = 0; hops < 16; ++hops) {
    struct stat st;
    bool is_there = ::lstat(at.c_str(), &st) == 0;
    bool is_link = is_there && S_ISLNK(st.st_mode);
    std::string next = is_link ? link_target(at) : is_there ? interpreter_of(at) : "";
    if (next.empty()) return {};
    std::string how = is_link ? " is a link to " : " is a script for ";
    if (::access(next.c_str(), F_OK) != 0) return what + how + next + ", which does not exist";
    if (!is_shown(next)) return what + how + advice(next);
    at = what = next;
  }
  return what + " is a link to itself";
}

}  // namespace suit
