#include "functions/suggestions.h"

#include "support/testing.h"

namespace suit {
namespace {

std::vector<std::string> suggested(const TemporaryFolder& folder, const std::vector<Check>& checks = {}) {
  auto files = must(open_files(folder.path()));
  return suggested_tasks(*files, checks, nullptr, 6);
}

using Tasks = std::vector<std::string>;

TEST(SuggestionsTest, ComeFromWhatIsInTheFolder) {
  EXPECT_EQ(suggested(TemporaryFolder()), Tasks());
  TemporaryFolder prose;
  prose.write("README.md", "# Tea\n\nThe kettle boils. Fill the kettle first. See http://example.org.\n");
  prose.write("notes.md", "One.\n");
  EXPECT_EQ(suggested(prose),
            (Tasks{"replace http:// by https:// in README.md",
                   "replace the word kettle by kettles in README.md", "move notes.md to docs/"}));
  TemporaryFolder code;
  code.write("tea/boil.py",
             "import os\n\n\ndef _hidden():\n    pass\n\n\ndef boil_water(cups):\n    return cups\n");
  code.write("package.json", "{\n  \"name\": \"tea\",\n  \"version\": \"1.2.9\"\n}\n");
  code.write("node_modules/x/a.js", "function other() {}\n");
  code.write("tea.ini", "[tea]\nport = 8080\nsecret = abc\n");
  EXPECT_EQ(
      suggested(code, {{"pytest", "pytest", {}}}),
      (Tasks{"rename the function boil_water to new_boil_water", "set version to 1.2.10 in package.json",
             "set port to 8081 in tea.ini", "make the tests pass"}));
}

TEST(SuggestionsTest, AreFewAndQuickHoweverMuchThereIs) {
  TemporaryFolder folder;
  for (int i = 0; i < 700; ++i)
    folder.write("f" + std::to_string(i) + ".py",
                 "def function_" + std::to_string(i) + "(a):\n    return a\n");
  folder.write("odd name's.py", "def odd(a):\n    return a\n");
  folder.write("bytes.md", "\xff\xfe word word\n");
  Tasks tasks = suggested(folder);
  EXPECT_EQ(tasks.size(), 3u);
  EXPECT_EQ(tasks[0], "rename the function function_0 to new_function_0");
}

}  // namespace
}  // namespace suit
