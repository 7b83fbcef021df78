#include "folder/judge_files.h"

#include <algorithm>

#include "base/glob.h"
#include "base/text.h"
#include "folder/path_kind.h"

namespace suit {
namespace {

const JudgeFileRow* row_of(std::string_view path) {
  std::string name = to_lower(name_in(path));
  for (const JudgeFileRow& row : judge_file_rows())
    for (std::string_view pattern : split(row.patterns, ' '))
      if (glob_matches(to_lower(pattern), name)) return &row;
  return nullptr;
}

}  // namespace

std::span<const JudgeFileRow> judge_file_rows() {
  static constexpr JudgeFileRow kRows[] = {
      {"pytest", "conftest.py pytest.ini .pytest.ini tox.ini setup.cfg",
       "loads it before the tests, or reads which tests to run", "pytest: Configuration"},
      {"Python", "sitecustomize.py usercustomize.py *.pth", "runs it at each start", "Python: site"},
      {"coverage.py and Codecov", ".coveragerc codecov.y*ml .codecov.y*ml", "reads thresholds and exclusions",
       "coverage.py: Configuration reference"},
      {"Python linters", ".flake8 .pylintrc pylintrc mypy.ini .mypy.ini ruff.toml .ruff.toml",
       "reads which rules hold", "Flake8, Pylint, mypy, Ruff: Configuration"},
      {"Jest", "jest.config.* jest.setup.*", "reads which tests to run and their set-up",
       "Jest: Configuring Jest"},
      {"Vitest", "vitest.config.* vitest.workspace.* vitest.setup.* vite.config.*",
       "reads which tests to run and their set-up", "Vitest: Config"},
      {"Mocha", ".mocharc*", "reads which tests to run and what to load first", "Mocha: Configuring Mocha"},
      {"browser tests", "playwright.config.* cypress.config.* karma.conf.*", "reads which tests to run",
       "Playwright, Cypress, Karma: Configuration"},
      {"JavaScript linters", ".eslintrc* eslint.config.* .prettierrc*", "reads which rules hold",
       "ESLint, Prettier: Configuration"},
      {"TypeScript", "tsconfig*.json jsconfig.json", "reads how strict to be", "TypeScript: TSConfig"},
      {"PHP", "phpunit.xml* phpstan.neon*", "reads which tests and rules hold",
       "PHPUnit, PHPStan: Configuration"},
      {"Ruby", ".rspec .rubocop.yml", "reads which tests and rules hold", "RSpec, RuboCop: Configuration"},
      {"C and C++ tools", ".clang-tidy .clang-format", "reads which rules hold",
       "clang-tidy, clang-format: Configuration"},
      {"Go linters", ".golangci.y*ml", "reads which rules hold", "golangci-lint: Configuration"},
      {"Rust linters", "clippy.toml .clippy.toml rustfmt.toml .rustfmt.toml", "reads which rules hold",
       "Clippy, rustfmt: Configuration"},
      {"CTest", "CTestTestfile.cmake CTestCustom.* DartConfiguration.tcl", "reads which tests to run",
       "ctest(1)"},
      {"npm", "package.json", "runs its test script; Jest, Mocha and Vitest read sections of it",
       "npm: scripts", true},
      {"Python projects", "pyproject.toml", "pytest, coverage and linters read sections of it",
       "Python packaging: pyproject.toml", true},
      {"Make", "Makefile GNUmakefile *.mk", "runs the recipes of its test targets", "make(1)", true},
      {"CMake", "CMakeLists.txt CMakePresets.json *.cmake", "defines the tests, flags and tools",
       "cmake(1): add_test", true},
      {"Meson", "meson.build meson_options.txt meson.options", "defines the tests and flags",
       "Meson: Unit tests", true},
      {"Cargo", "Cargo.toml build.rs", "reads test targets, harness, patches and profiles",
       "Cargo: The Manifest Format", true},
      {"Go", "go.mod go.work", "reads which modules replace others", "Go Modules Reference", true},
  };
  return kRows;
}

std::string why_judge_file(std::string_view path) {
  if (const JudgeFileRow* row = row_of(path)) return std::string(row->tool) + ": " + std::string(row->effect);
  return is_test(path) ? "a test" : "";
}

bool configures_checks(std::string_view path) {
  const JudgeFileRow* row = row_of(path);
  return row && !row->builds;
}

}  // namespace suit
