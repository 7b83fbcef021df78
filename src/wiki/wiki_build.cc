// How to build and test a folder, from its own files.
#include <algorithm>

#include <pugixml.hpp>

#include "base/json.h"
#include "base/text.h"
#include "code/code_lines.h"
#include "wiki/prose.h"
#include "wiki/wiki.h"

namespace suit {
namespace {

constexpr size_t kOfOneFileMax = 12, kDepthMax = 1;
constexpr std::string_view kCMake = "cmake -B build && cmake --build build",
                           kCargo = "cargo build && cargo test";

bool is_command(std::string_view line) {
  if (line.starts_with("$ ")) return true;
  if (size_t second = line.find(' '); second != line.npos && line.substr(second).starts_with(" = "))
    return false;  // a setting
  for (std::string_view tool :
       {"make",   "cmake",   "ctest",     "npm",         "npx",    "yarn",  "pnpm",   "node",
        "python", "python3", "pip",       "pip3",        "pytest", "tox",   "cargo",  "go",
        "mvn",    "gradle",  "./gradlew", "./configure", "meson",  "ninja", "bundle", "docker",
        "./",     "sh ",     "bazel",     "uv",          "poetry", "apt",   "brew",   "git clone"})
    if (line.starts_with(tool) && (line.size() == tool.size() || line[tool.size()] == ' ' ||
                                   tool.ends_with('/') || tool.ends_with(' ')))
      return true;
  return false;
}

// Whether a code block contains shell commands.
bool is_of_shell(std::string_view language) {
  for (std::string_view one :
       {"",           "sh",           "bash",     "shell", "console", "zsh",     "shell-session",
        "sh-session", "shellsession", "terminal", "cmd",   "bat",     "batch",   "powershell",
        "ps1",        "fish",         "text",     "plain", "command", "commands"})
    if (language == one) return true;
  return false;
}

void of_make(size_t file, std::string_view folder, std::string_view text, std::vector<BuildStep>& steps) {
  size_t number = 0, taken = 0;
  std::vector<std::string_view> lines = split_lines(text);
  for (std::string_view raw : lines) {
    ++number;
    std::string_view line = without_terminator(raw);
    size_t colon = line.find(':');
    if (colon == line.npos || colon == 0 || line[0] == '\t' || line[0] == ' ' || line[0] == '.' ||
        line[0] == '#' || line.substr(colon).starts_with(":=") || line.substr(colon).starts_with("::=") ||
        line.substr(0, colon).find_first_of("$%=/ \t") != line.npos)
      continue;
    if (++taken > kOfOneFileMax) return;
    Remark remark = remark_of_line(text, number);
    steps.push_back({remark.line ? first_sentence(remark.text) : "a target of make",
                     "make " + (folder.empty() ? "" : "-C " + shell_quote(printable(folder)) + " ") +
                         std::string(line.substr(0, colon)),
                     {file, number}});
  }
}

void of_npm(size_t file, std::string_view folder, std::string_view text, std::vector<BuildStep>& steps) {
  auto json = parse_json(text);
  if (!json || !json->is_object() || !json->contains("scripts") || !(*json)["scripts"].is_object()) return;
  size_t from = text.find("\"scripts\"");
  for (const auto& [name, script] : (*json)["scripts"].items()) {
    size_t at = text.find(to_text(Json(name)), from);
    if (!script.is_string() || at == text.npos) continue;
    auto line =
        static_cast<size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) +
        1;
    steps.push_back({"runs `" + printable(script.get<std::string>()) + "`",
                     "npm " + (folder.empty() ? "" : "--prefix " + shell_quote(printable(folder)) + " ") +
                         (name == "test" || name == "start" ? "" : "run ") + name,
                     {file, line}});
  }
}

// Removes the quotes and brackets around a name in a build file; "" if it is not a plain name.
std::string bare_name(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t=\"'[(");
  if (begin == text.npos) return "";
  std::string_view name = text.substr(begin, text.find_first_of(" \t\"'],)\r\n#", begin) - begin);
  return name.find('$') == name.npos ? printable(name) : "";
}

struct LineSign {
  std::string_view section;  // in an INI or TOML file, "" for any; without brackets: "bin" for "[[bin]]"
  std::string_view sign;     // prefix of the line
  std::string_view what, command;
};

void of_lines(size_t file, const std::string& path, std::string_view text,
              std::initializer_list<LineSign> signs, std::vector<BuildStep>& steps) {
  size_t number = 0, taken = 0;
  std::string section;
  for (const CodeLine& code : code_lines(path, text)) {
    ++number;
    std::string_view line = trim(code.text);
    if (line.starts_with('[')) {
      size_t begin = line.find_first_not_of('[');
      section = begin == line.npos ? "" : std::string(line.substr(begin, line.find(']') - begin));
    }
    for (const LineSign& one : signs) {
      bool here = line.starts_with(one.sign) && (one.section.empty() || section == one.section);
      if (!here || taken == kOfOneFileMax) continue;
      ++taken;
      std::string name = one.sign.starts_with('[') ? "" : bare_name(line.substr(one.sign.size()));
      steps.push_back({std::string(one.what) + (name.empty() ? "" : " " + name),
                       std::string(one.command),
                       {file, number}});
      break;
    }
  }
}

// A tool configured in sections of a file: listed once, at its own section or else at its first subsection.
void of_section(size_t file, std::string_view text, std::string_view tool, std::vector<BuildStep>& steps) {
  const std::string open = "[tool." + std::string(tool);
  size_t number = 0, found = 0;
  for (std::string_view raw : split_lines(text)) {
    ++number;
    std::string_view line = trim(without_terminator(raw));
    bool own = line.starts_with(open + "]");
    if (own || (found == 0 && line.starts_with(open + "."))) found = number;
    if (own) break;
  }
  if (found > 0) steps.push_back({"tested by " + std::string(tool), std::string(tool), {file, found}});
}

// The project's own name, not a dependency's.
void of_maven(size_t file, const std::string& text, std::vector<BuildStep>& steps) {
  pugi::xml_document xml;
  if (!xml.load_buffer(text.data(), text.size())) return;
  pugi::xml_node name = xml.child("project").child("artifactId");
  if (!name || name.offset_debug() < 0) return;
  auto line = static_cast<size_t>(std::count(
                  text.begin(),
                  text.begin() +
                      std::min<std::ptrdiff_t>(name.offset_debug(), static_cast<std::ptrdiff_t>(text.size())),
                  '\n')) +
              1;
  steps.push_back({"Maven builds " + printable(trim(name.text().get())), "mvn package", {file, line}});
}

// Commands in a page's code blocks.
void of_page(size_t file, std::string_view text, std::vector<BuildStep>& steps) {
  size_t number = 0, taken = 0;
  bool fenced = false, of_shell = false;
  std::string heading;
  for (std::string_view raw : split_lines(text)) {
    ++number;
    std::string_view line = trim(without_terminator(raw));
    if (line.starts_with("```") || line.starts_with("~~~")) {
      fenced = !fenced;
      std::string language = to_lower(trim(line.substr(std::min(line.find_first_not_of("`~"), line.size()))));
      of_shell = is_of_shell(std::string_view(language).substr(0, language.find_first_of(" {,")));
    } else if (!fenced && line.starts_with('#')) {
      heading = plain_prose(line.substr(std::min(line.find_first_not_of('#'), line.size())));
    } else if (fenced && of_shell && is_command(line) && taken++ < kOfOneFileMax) {
      size_t note = line.find("  #");
      std::string command(
          trim(line.substr(line.starts_with("$ ") ? 2 : 0,
                           note == line.npos ? note : note - (line.starts_with("$ ") ? 2 : 0))));
      steps.push_back(
          {note == line.npos ? "under “" + heading + "”" : std::string(trim(line.substr(note + 3))),
           command,
           {file, number}});
    }
  }
}

}  // namespace

std::vector<BuildStep> build_steps(Folder& folder, const Catalogue& catalogue) {
  std::vector<BuildStep> steps;
  for (size_t i = 0; i < catalogue.files.size(); ++i) {
    const CatalogueFile& file = catalogue.files[i];
    if (file.facts.kind != TextFileKind::kText ||
        static_cast<size_t>(std::count(file.path.begin(), file.path.end(), '/')) > kDepthMax)
      continue;
    std::string_view name = name_in(file.path);
    std::string low = to_lower(name);
    bool top = file.path.find('/') == std::string::npos;
    auto text = [&] { return shown_text(folder, file); };
    if (low == "makefile" || low == "gnumakefile")
      of_make(i, parent_of(file.path), text(), steps);
    else if (name == "package.json")
      of_npm(i, parent_of(file.path), text(), steps);
    else if (name == "CMakeLists.txt" && top)
      of_lines(i, file.path, text(),
               {{"", "project(", "CMake builds the project", kCMake},
                {"", "add_executable(", "a program", kCMake},
                {"", "add_library(", "a library", kCMake},
                {"", "enable_testing(", "runs its tests", "ctest --test-dir build"}},
               steps);
    else if (name == "pyproject.toml" && top) {
      of_lines(i, file.path, text(),
               {{"build-system", "build-backend", "built by", "pip install ."},
                {"project", "name =", "the package", "pip install ."},
                {"tool.poetry", "name =", "the package", "pip install ."}},
               steps);
      of_section(i, text(), "pytest", steps);
      of_section(i, text(), "tox", steps);
    } else if (name == "setup.py" && top)
      of_lines(i, file.path, text(), {{"", "setup(", "set up by setuptools", "pip install ."}}, steps);
    else if (name == "tox.ini" && top)
      of_lines(i, file.path, text(),
               {{"tox", "envlist", "environments of tox", "tox"},
                {"tox", "env_list", "environments of tox", "tox"}},
               steps);
    else if (name == "Cargo.toml" && top)
      of_lines(i, file.path, text(),
               {{"package", "name =", "the crate", kCargo},
                {"bin", "name =", "a program", kCargo},
                {"workspace", "members", "crates of a workspace", kCargo}},
               steps);
    else if (name == "go.mod" && top)
      of_lines(i, file.path, text(), {{"", "module ", "the module", "go build ./... && go test ./..."}},
               steps);
    else if (name == "meson.build" && top)
      of_lines(i, file.path, text(),
               {{"", "project(", "Meson builds the project", "meson setup build && ninja -C build"}}, steps);
    else if (name == "configure.ac" && top)
      of_lines(i, file.path, text(), {{"", "AC_INIT(", "autoconf configures", "./configure && make"}}, steps);
    else if (name == "pom.xml" && top)
      of_maven(i, text(), steps);
    else if (top &&
             (low == "readme.md" || low == "hacking.md" || low == "contributing.md" || low == "install.md"))
      of_page(i, text(), steps);
  }
  return steps;
}

}  // namespace suit
