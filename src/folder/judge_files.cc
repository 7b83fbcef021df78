#include "folder/judge_files.h"

#include <algorithm>

#include "base/glob.h"
#include "base/text.h"
#include "folder/path_kind.h"

namespace suit {
namespace {

// The path is in lower case.
bool fits(std::string_view pattern, std::string_view path) {
  size_t slash = pattern.find('/');
  if (slash == pattern.npos) return glob_matches(pattern, name_in(path));
  std::string_view folder = parent_of(path);
  if (slash + 1 < pattern.size())
    return glob_matches(pattern.substr(slash + 1), name_in(path)) &&
           glob_matches(pattern.substr(0, slash), name_in(folder));
  for (; !folder.empty(); folder = parent_of(folder))
    if (glob_matches(pattern.substr(0, slash), name_in(folder))) return true;
  return false;
}

const JudgeFileRow* row_of(std::string_view path) {
  std::string low = to_lower(path);
  for (const JudgeFileRow& row : judge_file_rows())
    for (std::string_view pattern : split(row.patterns, ' '))
      if (fits(to_lower(pattern), low)) return &row;
  return nullptr;
}

}  // namespace

std::span<const JudgeFileRow> judge_file_rows() {
  static constexpr JudgeFileRow kRows[] = {
      {"pytest", "conftest.py pytest.ini .pytest.ini pytest.toml .pytest.toml tox.ini setup.cfg",
       "loads it before the tests, or reads which tests to run", "pytest: Configuration"},
      {"Python",
       "sitecustomize.py usercustomize.py sitecustomize/__init__.py usercustomize/__init__.py *.pth",
       "runs it at each start", "Python: site"},
      {"pdb and pyenv", ".pdbrc .python-version", "runs it, or chooses the interpreter by it",
       "Python: pdb; pyenv: Choosing the Python version"},
      {"coverage.py and Codecov", ".coveragerc codecov.y*ml .codecov.y*ml", "reads thresholds and exclusions",
       "coverage.py: Configuration reference"},
      {"Python linters",
       ".flake8 .pylintrc pylintrc mypy.ini .mypy.ini ruff.toml .ruff.toml pyrightconfig.json .isort.cfg "
       ".bandit",
       "reads which rules hold", "Flake8, Pylint, mypy, Ruff, Pyright, isort, Bandit: Configuration"},
      {"Jest", "jest.config.* jest.setup.*", "reads which tests to run and their set-up",
       "Jest: Configuring Jest"},
      {"Vitest", "vitest.config.* vitest.workspace.* vitest.setup.* vite.config.*",
       "reads which tests to run and their set-up", "Vitest: Config"},
      {"Mocha", ".mocharc*", "reads which tests to run and what to load first", "Mocha: Configuring Mocha"},
      {"browser tests", "playwright.config.* cypress.config.* karma.conf.*", "reads which tests to run",
       "Playwright, Cypress, Karma: Configuration"},
      {"JavaScript linters",
       ".eslintrc* .eslintignore eslint.config.* .prettierrc* .prettierignore prettier.config.* "
       ".stylelintrc* .stylelintignore stylelint.config.* biome.json biome.jsonc .oxlintrc.json tslint.json",
       "reads which rules hold, and for which files",
       "ESLint, Prettier, Stylelint, Biome, Oxlint, TSLint: Configuration"},
      {"TypeScript", "tsconfig*.json jsconfig.json", "reads how strict to be", "TypeScript: TSConfig"},
      {"PHP", "phpunit.xml* phpstan.neon*", "reads which tests and rules hold",
       "PHPUnit, PHPStan: Configuration"},
      {"Ruby", ".rspec .rubocop.yml .rubocop_todo.yml", "reads which tests and rules hold",
       "RSpec, RuboCop: Configuration"},
      {"C and C++ tools", ".clang-tidy .clang-format .clang-format-ignore CPPLINT.cfg",
       "reads which rules hold", "clang-tidy, clang-format, cpplint: Configuration"},
      {"Go linters", ".golangci.y*ml", "reads which rules hold", "golangci-lint: Configuration"},
      {"Rust linters", "clippy.toml .clippy.toml rustfmt.toml .rustfmt.toml", "reads which rules hold",
       "Clippy, rustfmt: Configuration"},
      {"other linters",
       ".shellcheckrc .hadolint.y*ml .yamllint* .markdownlint* .golangci.toml .golangci.json",
       "reads which rules hold",
       "ShellCheck, hadolint, yamllint, markdownlint, golangci-lint: Configuration"},
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
      {"Cargo settings", ".cargo/config .cargo/config.toml rust-toolchain rust-toolchain.toml",
       "reads runners, wrappers and flags", "Cargo: Configuration", true},
      {"Go", "go.mod go.work", "reads which modules replace others", "Go Modules Reference", true},
      {"npm, Yarn, pnpm and pip settings", ".npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs .pnp.* pip.conf",
       "reads which packages and programs to use", "npm: npmrc; Yarn, pnpm, pip: Configuration", true},
      {"Node packages", "node_modules/", "loads the packages in it", "Node.js: Modules", true},
      {"Python environments", "pyvenv.cfg .venv/ venv/ site-packages/ *.dist-info/ *.egg-info/ *.egg-link",
       "runs the programs and loads the modules and plugins in it", "Python: venv, importlib.metadata", true},
      {"bytecode", "__pycache__/ *.pyc *.pyo", "runs it in place of its source", "Python: Compiled files",
       true},
      {"compiled modules", "*.so *.so.* *.pyd *.dll *.dylib *.node *.o *.a",
       "loads or links it in place of a source", "Python: importlib; Node.js: Addons; make(1)", true},
      {"caches",
       ".pytest_cache/ .mypy_cache/ .ruff_cache/ .eslintcache .stylelintcache *.tsbuildinfo .turbo/ .nx/",
       "repeats results of earlier runs", "pytest, mypy, Ruff, ESLint, TypeScript, Turborepo, Nx: caching",
       true},
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
