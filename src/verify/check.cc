#include "verify/check.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/glob.h"
#include "base/json.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr uint64_t kLookedAtBytesMax = 1u << 20;
constexpr std::string_view kPlaceholder = "{files}";

bool is_on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  for (std::string_view folder : split(path ? path : "", ':'))
    if (!folder.empty() && ::access((std::string(folder) + "/" + program).c_str(), X_OK) == 0) return true;
  return false;
}

class Detector {
 public:
  explicit Detector(Files& files) : files_(files) {}

  DetectedChecks run() {
    cmake();
    make();
    npm();
    add_if(has("Cargo.toml"), "cargo", {"cargo", "cargo test --offline --quiet", {"**/*.rs", "Cargo.*"}});
    add_if(has("go.mod"), "go", {"go", "go vet ./... && go test ./...", {"**/*.go", "go.*"}});
    pytest();
    formatters();
    return std::move(found_);
  }

 private:
  bool has(const char* path) {
    auto info = files_.info(path);
    return info && info->type == FileType::kFile;
  }
  std::string text_of(const char* path) {
    auto text = files_.read(path, kLookedAtBytesMax);
    return text ? *text : std::string();
  }

  void add_if(bool seen, const std::string& program, Check check) {
    if (!seen) return;
    if (is_on_path(program)) {
      found_.checks.push_back(std::move(check));
    } else {
      found_.notes.push_back(check.name + ": not run, " + program + " is not installed");
    }
  }

  void cmake() {
    if (!has("CMakeLists.txt")) return;
    std::string build = "build/suit-check";
    std::string command = "cmake -S . -B " + build + " >" + build + ".log 2>&1 || { cat " + build +
                          ".log; exit 1; }; cmake --build " + build + " -j\"$(nproc)\"";
    bool tests = text_of("CMakeLists.txt").find("enable_testing") != std::string::npos;
    if (tests) command += " && ctest --test-dir " + build + " --output-on-failure";
    add_if(true, "cmake", {"cmake", "mkdir -p build && " + command, {}});
  }

  void make() {
    if (has("CMakeLists.txt")) return;
    for (const char* name : {"GNUmakefile", "Makefile", "makefile"}) {
      if (!has(name)) continue;
      std::string text = "\n" + text_of(name);
      for (const char* target : {"test", "check"}) {
        if (text.find(std::string("\n") + target + ":") == text.npos) continue;
        return add_if(true, "make", {"make", std::string("make ") + target, {}});
      }
      found_.notes.push_back(std::string(name) + " has no target test or check");
      return;
    }
  }

  void npm() {
    if (!has("package.json")) return;
    auto package = parse_json(text_of("package.json"));
    if (!package || !package->is_object()) return found_.notes.push_back("package.json is not valid JSON");
    std::string test = string_or(package->value("scripts", Json::object()), "test", "");
    if (test.empty() || test.find("no test specified") != test.npos)
      return found_.notes.push_back("package.json has no test script");
    add_if(true, "npm", {"npm", "npm test --silent", {}});
  }

  void pytest() {
    bool configured = has("pytest.ini") || has("conftest.py") || has("tox.ini") ||
                      text_of("pyproject.toml").find("pytest") != std::string::npos;
    if (configured) add_python("pytest", "-q", {"**/*.py", "pyproject.toml"});
  }

  // A Python tool: from the active environment, else from one in the folder, else from the path.
  void add_python(const std::string& program, const std::string& arguments, std::vector<std::string> when) {
    const char* active = std::getenv("VIRTUAL_ENV");
    for (const char* folder : {".venv", "venv", "env"}) {
      std::string here = std::string(folder) + "/bin/" + program;
      auto info = files_.info(here);
      if ((active && *active) || !has((std::string(folder) + "/pyvenv.cfg").c_str()) || !info ||
          info->type == FileType::kAbsent)
        continue;
      return found_.checks.push_back({program, here + " " + arguments, std::move(when)});
    }
    add_if(true, program, {program, program + " " + arguments, std::move(when)});
  }

  void formatters() {
    add_if(has(".clang-format"), "clang-format",
           {"clang-format", "clang-format --dry-run --Werror {files}", {"**/*.{c,cc,cpp,cxx,h,hh,hpp}"}});
    add_if(has("rustfmt.toml") || has(".rustfmt.toml"), "rustfmt",
           {"rustfmt", "rustfmt --check {files}", {"**/*.rs"}});
    if (text_of("pyproject.toml").find("[tool.black]") != std::string::npos)
      add_python("black", "--check -q {files}", {"**/*.py"});
    if (text_of("pyproject.toml").find("[tool.ruff") != std::string::npos || has("ruff.toml"))
      add_python("ruff", "check {files}", {"**/*.py"});
  }

  Files& files_;
  DetectedChecks found_;
};

bool matches_when(const Check& check, std::string_view path) {
  return check.when.empty() || std::any_of(check.when.begin(), check.when.end(),
                                           [&](const auto& glob) { return scope_glob_matches(glob, path); });
}

}  // namespace

DetectedChecks detect_checks(Files& files) {
  return Detector(files).run();
}

bool is_called_for(const Check& check, const std::vector<std::string>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const auto& path) { return matches_when(check, path); });
}

std::vector<std::string> programs_of(const Check& check) {
  std::vector<std::string> programs;
  bool first = true;  // of a part
  std::string word;
  char quote = 0;
  auto end_word = [&](bool ends_part) {
    bool plain = !word.empty() && word.find_first_of("=$`\\'\"*?{}<>") == word.npos;
    constexpr std::string_view keywords[] = {"if",    "then", "else", "elif", "do", "while",
                                             "until", "!",    "exec", "time", "env"};
    bool keyword = std::find(std::begin(keywords), std::end(keywords), word) != std::end(keywords);
    if (first && plain && !keyword && std::find(programs.begin(), programs.end(), word) == programs.end())
      programs.push_back(word);
    // After an assignment or a keyword the next word is the program.
    bool assignment = word.find('=') != word.npos;
    if (!word.empty() && !assignment && !keyword) first = false;
    if (ends_part) first = true;
    word.clear();
  };
  std::string command = check.command;
  if (size_t at = command.find(kPlaceholder); at != command.npos)
    command.replace(at, kPlaceholder.size(), "files");
  for (char c : command) {
    if (quote) {
      word += c;
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      word += quote = c;
    } else if (std::string_view("&|;(){}\n").find(c) != std::string_view::npos) {
      end_word(true);
    } else if (c == ' ' || c == '\t') {
      end_word(false);
    } else {
      word += c;
    }
  }
  end_word(true);
  // Drops words that do not name a program to find: redirections, ends of loops, and paths in the folder that
  // an earlier command may create.
  std::erase_if(programs, [](const std::string& name) {
    bool is_made = name.find('/') != name.npos && name.find("/bin/") == name.npos;
    return is_made || name == "fi" || name == "done" || name == "for" || name == "case" || name == "esac" ||
           name == "in" || (name[0] >= '0' && name[0] <= '9');
  });
  return programs;
}

std::string command_for(const Check& check, const std::vector<std::string>& paths) {
  size_t at = check.command.find(kPlaceholder);
  if (at == std::string::npos) return check.command;
  std::string list;
  for (const std::string& path : paths)
    if (matches_when(check, path))
      list += (list.empty() ? "" : " ") + shell_quote(path[0] == '-' ? "./" + path : path);
  if (list.empty()) return "true";
  return check.command.substr(0, at) + list + check.command.substr(at + kPlaceholder.size());
}

}  // namespace suit
