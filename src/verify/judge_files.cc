#include "verify/judge_files.h"

#include "base/glob.h"
#include "base/text.h"
#include "folder/path_kind.h"

namespace suit {

std::span<const JudgeFileRow> judge_file_rows() {
  static constexpr JudgeFileRow kRows[] = {
      {"pytest", "conftest.py pytest.ini .pytest.ini tox.ini setup.cfg",
       "loads it before the tests, or reads which tests to run", "pytest: Configuration"},
      {"Python", "sitecustomize.py usercustomize.py *.pth", "runs it at each start", "Python: site"},
      {"coverage.py", ".coveragerc", "reads thresholds and exclusions",
       "coverage.py: Configuration reference"},
      {"Jest", "jest.config.* jest.setup.* *.snap", "reads which tests to run, their set-up and expectations",
       "Jest: Configuring Jest"},
      {"Vitest", "vitest.config.* vitest.workspace.* vitest.setup.* vite.config.*",
       "reads which tests to run and their set-up", "Vitest: Config"},
      {"Mocha", ".mocharc.*", "reads which tests to run and what to load first", "Mocha: Configuring Mocha"},
      {"Playwright", "playwright.config.*", "reads which tests to run", "Playwright: Test configuration"},
      {"npm", "package.json", "runs its test script, and Jest, Mocha and Vitest read sections of it",
       "npm: scripts"},
      {"Python projects", "pyproject.toml", "pytest, coverage and linters read sections of it",
       "Python packaging: pyproject.toml"},
      {"Make", "Makefile makefile GNUmakefile *.mk", "runs the recipes of its test targets", "make(1)"},
      {"CMake", "CMakeLists.txt CMakePresets.json *.cmake", "defines the tests, flags and tools",
       "cmake(1): add_test"},
      {"Meson", "meson.build meson_options.txt meson.options", "defines the tests and flags",
       "Meson: Unit tests"},
      {"Cargo", "Cargo.toml build.rs", "reads test targets, harness, patches and profiles",
       "Cargo: The Manifest Format"},
      {"Go", "go.mod go.work", "reads which modules replace others", "Go Modules Reference"},
      {"CTest", "CTestTestfile.cmake CTestCustom.cmake DartConfiguration.tcl", "reads which tests to run",
       "ctest(1)"},
  };
  return kRows;
}

std::string why_judge_file(std::string_view path) {
  std::string name = to_lower(name_in(path));
  for (const JudgeFileRow& row : judge_file_rows())
    for (std::string_view pattern : split(row.patterns, ' '))
      if (glob_matches(to_lower(pattern), name))
        return std::string(row.tool) + ": " + std::string(row.effect);
  return is_test(path) ? "a test" : "";
}

}  // namespace suit
