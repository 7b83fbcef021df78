// How a folder is built and tested, by its own files.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "context/prose.h"
#include "context/wiki.h"

namespace suit {
namespace {

constexpr size_t kOfOneFileMax = 12, kDepthMax = 1;

bool is_command(std::string_view line) {
  if (line.starts_with("$ ")) return true;
  for (std::string_view tool : {"make", "cmake", "ctest", "npm", "npx", "yarn", "pnpm", "node", "python", "python3", "pip", "pip3", "pytest", "tox", "cargo", "go", "mvn", "gradle", "./gradlew", "./configure", "meson",
                                "ninja", "bundle", "docker", "./", "sh ", "bazel", "uv", "poetry", "apt", "brew", "git clone"})
    if (line.starts_with(tool) && (line.size() == tool.size() || line[tool.size()] == ' ' || tool.ends_with('/') || tool.ends_with(' '))) return true;
  return false;
}

void of_make(size_t file, std::string_view text, std::vector<BuildStep>& steps) {
  size_t number = 0, taken = 0;
  std::vector<std::string_view> lines = split_lines(text);
  for (std::string_view raw : lines) {
    ++number;
    std::string_view line = without_terminator(raw);
    size_t colon = line.find(':');
    if (colon == line.npos || colon == 0 || line[0] == '\t' || line[0] == ' ' || line[0] == '.' || line[0] == '#' || line.substr(colon).starts_with(":=") || line.substr(0, colon).find_first_of("$%=/ \t") != line.npos) continue;
    if (++taken > kOfOneFileMax) return;
    Remark remark = remark_of_line(text, number);
    steps.push_back({remark.line ? first_sentence(remark.text) : "a target of make", "make " + std::string(line.substr(0, colon)), {file, number}});
  }
}

void of_npm(size_t file, std::string_view text, std::vector<BuildStep>& steps) {
  auto json = parse_json(text);
  if (!json || !json->is_object() || !json->contains("scripts") || !(*json)["scripts"].is_object()) return;
  size_t from = text.find("\"scripts\"");
  for (const auto& [name, script] : (*json)["scripts"].items()) {
    size_t at = text.find(to_text(Json(name)), from);
    if (!script.is_string() || at == text.npos) continue;
    auto line = static_cast<size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + 1;
    steps.push_back({"runs `" + printable(script.get<std::string>()) + "`", name == "test" || name == "start" ? "npm " + name : "npm run " + name, {file, line}});
  }
}

void of_lines(size_t file, std::string_view text, std::initializer_list<std::pair<std::string_view, std::string_view>> signs, std::string_view command, std::vector<BuildStep>& steps) {
  size_t number = 0, taken = 0;
  for (std::string_view raw : split_lines(text)) {
    ++number;
    std::string_view line = trim(without_terminator(raw));
    for (auto [sign, what] : signs)
      if (line.starts_with(sign) && taken < kOfOneFileMax) {
        ++taken;
        std::string_view name = line.substr(sign.size(), line.find_first_of(" )<\n", sign.size()) - sign.size());
        if (name.size() > 1 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front()) name = name.substr(1, name.size() - 2);
        steps.push_back({std::string(what) + (name.empty() ? "" : " " + printable(name)), std::string(command), {file, number}});
      }
  }
}

// Commands in the fences of a page.
void of_page(size_t file, std::string_view text, std::vector<BuildStep>& steps) {
  size_t number = 0, taken = 0;
  bool fenced = false;
  std::string heading;
  for (std::string_view raw : split_lines(text)) {
    ++number;
    std::string_view line = trim(without_terminator(raw));
    if (line.starts_with("```") || line.starts_with("~~~")) {
      fenced = !fenced;
    } else if (!fenced && line.starts_with('#')) {
      heading = plain_prose(line.substr(std::min(line.find_first_not_of('#'), line.size())));
    } else if (fenced && is_command(line) && taken++ < kOfOneFileMax) {
      size_t note = line.find("  #");
      std::string command(trim(line.substr(line.starts_with("$ ") ? 2 : 0, note == line.npos ? note : note - (line.starts_with("$ ") ? 2 : 0))));
      steps.push_back({note == line.npos ? "under “" + heading + "”" : std::string(trim(line.substr(note + 3))), command, {file, number}});
    }
  }
}

}  // namespace

std::vector<BuildStep> build_steps(Folder& folder, const Catalogue& catalogue) {
  std::vector<BuildStep> steps;
  for (size_t i = 0; i < catalogue.files.size(); ++i) {
    const CatalogueFile& file = catalogue.files[i];
    if (file.facts.kind != TextFileKind::kText || static_cast<size_t>(std::count(file.path.begin(), file.path.end(), '/')) > kDepthMax) continue;
    std::string_view name = name_in(file.path);
    std::string low = to_lower(name);
    bool top = file.path.find('/') == std::string::npos;
    auto text = [&] { return shown_text(folder, file); };
    if (low == "makefile" || low == "gnumakefile") of_make(i, text(), steps);
    else if (name == "package.json") of_npm(i, text(), steps);
    else if (name == "CMakeLists.txt" && top) of_lines(i, text(), {{"project(", "CMake builds the project"}, {"add_executable(", "a program"}, {"add_library(", "a library"}, {"enable_testing(", "ctest runs its tests"}}, "cmake -B build && cmake --build build", steps);
    else if (name == "pyproject.toml" && top) of_lines(i, text(), {{"build-backend = ", "built by"}, {"name = ", "the package"}, {"[tool.pytest.ini_options]", "tested by pytest"}, {"[tool.tox]", "tested by tox"}}, "pip install .", steps);
    else if (name == "setup.py" && top) of_lines(i, text(), {{"setup(", "set up by setuptools"}}, "pip install .", steps);
    else if (name == "tox.ini" && top) of_lines(i, text(), {{"envlist", "environments of tox"}}, "tox", steps);
    else if (name == "Cargo.toml" && top) of_lines(i, text(), {{"name = ", "the crate"}}, "cargo build && cargo test", steps);
    else if (name == "go.mod" && top) of_lines(i, text(), {{"module ", "the module"}}, "go build ./... && go test ./...", steps);
    else if (name == "meson.build" && top) of_lines(i, text(), {{"project(", "Meson builds the project"}}, "meson setup build && ninja -C build", steps);
    else if (name == "configure.ac" && top) of_lines(i, text(), {{"AC_INIT(", "autoconf configures"}}, "./configure && make", steps);
    else if (name == "pom.xml" && top) of_lines(i, text(), {{"<artifactId>", "Maven builds"}}, "mvn package", steps);
    else if (top && (low == "readme.md" || low == "hacking.md" || low == "contributing.md" || low == "install.md")) of_page(i, text(), steps);
  }
  return steps;
}

}  // namespace suit
