#include "verify/judge_files.h"

#include "base/glob.h"
#include "base/text.h"
#include "folder/path_kind.h"

namespace suit {

std::span<const JudgeFileRow> judge_file_rows() {
  static constexpr JudgeFileRow kRows[] = {
      {"pytest", "conftest.py pytest.ini .pytest.ini tox.ini setup.cfg",
       "loads it before the tests, or reads which tests to run",
       "https://docs.pytest.org/en/stable/reference/customize.html"},
      {"Python", "sitecustomize.py usercustomize.py *.pth", "runs it at each start",
       "https://docs.python.org/3/library/site.html"},
      {"coverage.py", ".coveragerc", "reads thresholds and exclusions",
       "https://coverage.readthedocs.io/en/latest/config.html"},
      {"Jest", "jest.config.* jest.setup.* *.snap", "reads which tests to run, their set-up and expectations",
       "https://jestjs.io/docs/configuration"},
      {"Vitest", "vitest.config.* vitest.workspace.* vitest.setup.*",
       "reads which tests to run and their set-up", "https://vitest.dev/config/"},
      {"Mocha", ".mocharc.*", "reads which tests to run and what to load first",
       "https://mochajs.org/#configuring-mocha-nodejs"},
      {"Playwright", "playwright.config.*", "reads which tests to run",
       "https://playwright.dev/docs/test-configuration"},
      {"CTest", "CTestTestfile.cmake CTestCustom.cmake DartConfiguration.tcl", "reads which tests to run",
       "https://cmake.org/cmake/help/latest/manual/ctest.1.html"},
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
