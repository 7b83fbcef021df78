#include "trust/kind.h"

#include "support/testing.h"

namespace suit {
namespace {

using enum TaskKind;

TaskKind kind_of(const char* path, const char* words = "do it", TouchedFile file = {}) {
  file.path = path;
  return classify(words, {file}).kind;
}

TEST(TaskKinds, NamesGoBothWays) {
  for (size_t i = 0; i < kTaskKindCount; ++i) {
    TaskKind kind = static_cast<TaskKind>(i);
    EXPECT_EQ(task_kind_from(name_of(kind)), kind);
  }
  EXPECT_EQ(task_kind_from("agent"), std::nullopt);
  for (TaskSize size : {TaskSize::kSmall, TaskSize::kMedium, TaskSize::kLarge})
    EXPECT_EQ(task_size_from(name_of(size)), size);
}

TEST(TaskKinds, ByWhatIsTouched) {
  struct Case {
    const char* path;
    TaskKind kind;
  };
  for (auto [path, kind] : {Case{"README.md", kDocumentation},
                            {"docs/guide.rst", kDocumentation},
                            {"LICENSE", kDocumentation},
                            {"man/suit.1", kDocumentation},
                            {"tests/test_a.py", kTest},
                            {"src/a_test.go", kTest},
                            {"web/a.spec.ts", kTest},
                            {"pkg/__tests__/x.js", kTest},
                            {"src/FooTest.java", kTest},
                            {"tests/README.md", kTest},
                            {"config/app.yaml", kConfiguration},
                            {"data/x.csv", kConfiguration},
                            {"package-lock.json", kDependency},
                            {"requirements-dev.txt", kDependency},
                            {"go.sum", kDependency},
                            {"scripts/run.sh", kBuild},
                            {"conftest.py", kBuild},
                            {"tests/conftest.py", kBuild},
                            {"tox.ini", kBuild},
                            {"jest.config.js", kBuild},
                            {".eslintrc.json", kBuild},
                            {"src/a.cc", kFeature},
                            {"Some.Unknown", kFeature},
                            {"latest.py", kFeature},
                            {"src/contest.cc", kFeature},
                            {"caf\xe9.c", kFeature}})
    EXPECT_EQ(kind_of(path), kind) << path << ": " << name_of(kind_of(path));
}

TEST(TaskKinds, ByHowItIsTouched) {
  EXPECT_EQ(kind_of("README.md", "x", {.change = TouchedFile::kRemoved}), kDeletion);
  EXPECT_EQ(kind_of("src/a.cc", "x", {.added = 2, .removed = 51}), kDeletion);
  EXPECT_EQ(kind_of("src/a.cc", "fix", {.added = 6, .removed = 51}), kBugFix);
  EXPECT_EQ(kind_of("README.md", "x", {.special = true}), kBuild);
  EXPECT_EQ(kind_of("package.json", "x", {.reader = TouchedFile::kRun}), kBuild);
  EXPECT_EQ(kind_of("package.json", "x", {.reader = TouchedFile::kInstalled}), kDependency);
  EXPECT_EQ(kind_of("package.json", "x", {}), kConfiguration);
  EXPECT_EQ(kind_of("src/a.cc", "add", {.content = TouchedFile::kCommentsDiffer}), kComments);
  EXPECT_EQ(kind_of("src/a.cc", "add", {.content = TouchedFile::kBlanksDiffer}), kFormat);
  EXPECT_EQ(kind_of("src/a.cc", "add", {.content = TouchedFile::kNamesDiffer}), kRename);
  EXPECT_EQ(kind_of("src/a.cc", "rename f to g", {}), kRefactor) << "more than names";
  EXPECT_EQ(kind_of("src/a.cc", "move it", {.change = TouchedFile::kMoved}), kRefactor);
  EXPECT_EQ(kind_of("Makefile", "x", {.reader = TouchedFile::kRun, .content = TouchedFile::kBlanksDiffer}),
            kBuild);
}

TEST(TaskKinds, ByWords) {
  struct Case {
    const char* text;
    TaskKind kind;
  };
  for (auto [text, kind] : {Case{"rename parse to read", kRename},
                            {"Fix the crash when the list is empty; parse must return 0", kBugFix},
                            {"fix bug: add the missing check", kBugFix},
                            {"Fix the crash and add a flag", kFeature},
                            {"make the failing tests pass", kBugFix},
                            {"make the tests pass", kBugFix},
                            {"get the build green", kBugFix},
                            {"pass the flag on", kFeature},
                            {"Refactor the parser. Then implement streaming.", kFeature},
                            {"simplify the loop", kRefactor},
                            {"replace foo by bar", kRefactor},
                            {"the total is wrong", kBugFix},
                            {"implement undo", kFeature},
                            {"", kFeature},
                            {"behebe den Absturz", kFeature},
                            {"\xff\xfe", kFeature},
                            {"add error handling", kFeature},
                            {"address the prefix", kFeature}})
    EXPECT_EQ(kind_of_words(text), kind) << text << ": " << name_of(kind_of_words(text));
}

TEST(TaskKinds, TheRiskiestCounts) {
  TouchedFile doc{.path = "README.md"}, code{.path = "a.py"}, test{.path = "tests/test_a.py"};
  EXPECT_EQ(classify("fix the bug", {doc, test}).kind, kTest);
  EXPECT_EQ(classify("fix the bug", {doc, test, code}).kind, kBugFix);
  TouchedFile gone{.path = "old.md", .change = TouchedFile::kRemoved};
  EXPECT_EQ(classify("fix the bug", {doc, gone, code}).kind, kDeletion);
}

TEST(TaskKinds, Size) {
  std::vector<TouchedFile> files(3, {.path = "a.md", .added = 10, .removed = 10});
  EXPECT_EQ(classify("", files).size, TaskSize::kSmall);
  files[0].added = 11;
  EXPECT_EQ(classify("", files).size, TaskSize::kMedium) << "61 lines";
  EXPECT_EQ(classify("", std::vector<TouchedFile>(4, {.path = "a.md"})).size, TaskSize::kMedium);
  EXPECT_EQ(classify("", std::vector<TouchedFile>(20, {.path = "a.md"})).size, TaskSize::kMedium);
  EXPECT_EQ(classify("", std::vector<TouchedFile>(21, {.path = "a.md"})).size, TaskSize::kLarge);
  files[0].added = 541 + 10;
  EXPECT_EQ(classify("", files).size, TaskSize::kLarge) << "601 lines";
}

}  // namespace
}  // namespace suit
