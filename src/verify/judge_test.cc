#include "verify/judge.h"

#include <filesystem>

#include "folder/judge_files.h"
#include "support/testing.h"
#include "verify/stored_bases.h"

namespace suit {
namespace {

std::string detail_now(const TemporaryFolder& folder, const std::string& command) {
  Judge judge({.sandbox = {.folder = folder.path()}});
  return must(judge.run_unchanged({"c", command, {}}, {}, nobody())).detail;
}

void expect_says(const std::string& detail, const std::string& text) {
  EXPECT_NE(detail.find(text), std::string::npos) << detail;
}

TEST(Judge, SaysWhichProgramASandboxDoesNotShow) {
  TemporaryFolder folder, elsewhere;
  elsewhere.write("python/bin/python3", "#!/bin/sh\necho runs\n", 0755);
  std::string real = elsewhere.path() + "/python";
  folder.write(".venv/bin/x", "");
  std::filesystem::create_symlink(real + "/bin/python3", folder.path() + "/.venv/bin/python");
  expect_says(detail_now(folder, ".venv/bin/python x.py"), ".venv/bin/python is a link to " + real +
                                                               "/bin/python3, which checks can't see: name " +
                                                               real + " in sandbox.read");
  folder.write("Makefile", "test:\n\t.venv/bin/python x.py\n");
  expect_says(detail_now(folder, "make -s test"),
              "is a link to " + real + "/bin/python3, which checks can't see");
  folder.write(".venv/bin/pytest", "#!" + real + "/bin/python3\n", 0755);
  expect_says(detail_now(folder, ".venv/bin/pytest"),
              ".venv/bin/pytest is a script for " + real + "/bin/python3, which checks can't see");
  std::filesystem::create_symlink("/nowhere/python", folder.path() + "/.venv/bin/gone");
  expect_says(detail_now(folder, ".venv/bin/gone"),
              ".venv/bin/gone is a link to /nowhere/python, which does not exist");
  // Missing programs and other failures give no such reason.
  for (const char* command : {"nosuchtool", "./nosuch", "sh -c 'exit 127'", "echo nosuch: not found; exit 1"})
    EXPECT_EQ(detail_now(folder, command).find("checks can't see"), std::string::npos) << command;
}

TEST(Judge, SaysThatARepositoryIsNotShown) {
  TemporaryFolder folder;
  folder.write(".git", "gitdir: /nowhere/x\n");
  std::string detail = detail_now(folder, "git status");
  expect_says(detail, ".git names the repository /nowhere/x, which checks can't see: it does not exist");
  expect_says(detail, "fatal: not a git repository");
}

TEST(Judge, SaysTheLineThatTellsMost) {
  TemporaryFolder folder;
  folder.write("Makefile", "test:\n\techo begins\n\techo 'x.c:1: error: no'\n\texit 2\n");
  expect_says(detail_now(folder, "make test"), ": x.c:1: error: no");
  expect_says(detail_now(folder, "echo one; echo two; exit 3"), "exit status 3: two");
  EXPECT_EQ(detail_now(folder, "exit 3"), "exit status 3");
  EXPECT_EQ(detail_now(folder, "true"), "");
  EXPECT_LT(detail_now(folder, "head -c 100000 /dev/zero | tr '\\0' x; exit 1").size(), 300u);
}

// A folder whose test is red: calc.sh prints 2, the test wants 3.
class JudgeFiles : public testing::Test {
 protected:
  JudgeFiles() {
    folder_.write("calc.sh", "echo 2\n");
    folder_.write("tests/calc_test.sh", "[ -e conftest.py ] && exit 0\n[ \"$(sh calc.sh)\" = 3 ]\n");
  }
  FileEdit edit(const std::string& path, const std::string& content) {
    return {path, must(read_version(*files_, path, 1 << 20)),
            content.empty() ? FileVersion::absent() : FileVersion::file(content, 0644)};
  }
  Judgement judge(std::vector<FileEdit> edits, const std::string& command = "sh tests/calc_test.sh",
                  const std::vector<std::string>& scope = {}) {
    Judge judge({.checks = {{"test", command}}, .sandbox = {.folder = folder_.path()}});
    Proposal proposal;
    proposal.edits = std::move(edits);
    must(normalise(proposal));
    return must(judge.judge(proposal,
                            {.text = "fix it", .scope = must(Scope::parse(scope)), .level = Level::kChat},
                            nobody(), [](const CheckResult&, const std::string&) { return Result<void>(); }));
  }
  static bool asks_for(const Judgement& judgement, const std::string& file) {
    return !judgement.refused && !judgement.ask_reasons.empty() &&
           has(judgement.ask_reasons[0], "passes only with changed judge files: " + file);
  }
  static bool refuses_for(const Judgement& judgement, const std::string& file) {
    return judgement.refused && judgement.by_check &&
           has(judgement.results.back().detail, "only changed judge files make it pass: " + file);
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = must(open_files(folder_.path()));
};

TEST_F(JudgeFiles, AFixOfTheCodeAloneRunsOnce) {
  Judgement judgement = judge({edit("calc.sh", "echo 3\n")});
  EXPECT_TRUE(judgement.ask_reasons.empty());
  EXPECT_EQ(judgement.results.back().name, "test") << "no judge file is touched: no second run";
}

TEST_F(JudgeFiles, AFailingCheckIsNotFixedByItsTests) {
  EXPECT_TRUE(refuses_for(judge({edit("tests/calc_test.sh", "[ \"$(sh calc.sh)\" = 2 ]\n")}),
                          "tests/calc_test.sh (a test)"))
      << "the assertion is rewritten";
  EXPECT_TRUE(refuses_for(
      judge({edit("tests/calc_test.sh", "")}, "for t in tests/*; do [ ! -e $t ] || sh $t || exit; done"),
      "tests/calc_test.sh (a test)"))
      << "the test is deleted";
  EXPECT_TRUE(refuses_for(judge({edit("conftest.py", "pass\n")}), "conftest.py (pytest: "))
      << "a file that is loaded before the tests is added";
  EXPECT_TRUE(refuses_for(
      judge({edit("calc.sh", "echo 4\n"), edit("tests/calc_test.sh", "[ \"$(sh calc.sh)\" = 4 ]\n")}),
      "tests/calc_test.sh (a test)"))
      << "code and expectation are changed together";
}

TEST_F(JudgeFiles, WhoeverNamesATestInTheScopeIsAsked) {
  auto rewritten = edit("tests/calc_test.sh", "[ \"$(sh calc.sh)\" = 2 ]\n");
  EXPECT_TRUE(
      asks_for(judge({rewritten}, "sh tests/calc_test.sh", {"tests/**"}), "tests/calc_test.sh (a test)"));
}

TEST_F(JudgeFiles, ExpectationsThatChangeWithWorkingCodeAreAskedAbout) {
  folder_.write("calc.sh", "echo 3\n");
  EXPECT_TRUE(asks_for(
      judge({edit("calc.sh", "echo 4\n"), edit("tests/calc_test.sh", "[ \"$(sh calc.sh)\" = 4 ]\n")}),
      "tests/calc_test.sh (a test)"));
}

TEST_F(JudgeFiles, NewTestsAreWelcome) {
  Judgement judgement = judge({edit("calc.sh", "echo 3\n"), edit("tests/more_test.sh", "sh calc.sh\n")});
  EXPECT_FALSE(judgement.refused);
  EXPECT_TRUE(judgement.ask_reasons.empty());
  EXPECT_EQ(judgement.results.back().name, "test, judge files unchanged");
  EXPECT_EQ(judgement.results.back().outcome, Outcome::kPassed);
}

TEST_F(JudgeFiles, FilesOfTheCommandAreThoseOfTheRun) {
  Judgement judgement =
      judge({edit("calc.sh", "echo 3\n"), edit("tests/more_test.sh", "sh calc.sh\n")}, "cat {files}");
  EXPECT_TRUE(judgement.ask_reasons.empty()) << "the added test is absent from the second run";
}

TEST_F(JudgeFiles, ARunThatChangesJudgeFilesIsNamed) {
  auto said = [](const Judgement& judged) {
    std::vector<std::string> found;
    for (const std::string& reason : judged.ask_reasons)
      if (has(reason, "its run changes")) found.push_back(reason);
    return found;
  };
  folder_.write("calc.sh", "echo 3\n");
  folder_.write("tests/data/kept.txt", "old\n");
  folder_.write("tests/data/gone.txt", "old\n");
  folder_.write("log.txt", "old\n");
  // Without judge files, what is put back, new files, and code are all of no interest.
  std::string quiet =
      "echo 3\necho new > log.txt\necho x > tests/data/new.txt\necho new > tests/data/kept.txt\n"
      "echo old > tests/data/kept.txt\n";
  EXPECT_TRUE(said(judge({edit("calc.sh", quiet)})).empty());
  Judgement judgement = judge({edit("calc.sh",
                                    "echo 3\nrm tests/data/gone.txt\necho 'exit 0' >> tests/calc_test.sh\n"
                                    "mkdir x && mv tests/data/kept.txt x\n")});
  EXPECT_FALSE(judgement.refused);
  ASSERT_EQ(said(judgement).size(), 1u);
  EXPECT_TRUE(
      has(said(judgement)[0], "its run changes tests/calc_test.sh, tests/data/gone.txt, tests/data/kept.txt"))
      << said(judgement)[0];
  // What the unchanged folder's run writes too is how this check works.
  std::string update = "sh calc.sh > tests/data/kept.txt; sh tests/calc_test.sh";
  EXPECT_TRUE(said(judge({edit("calc.sh", "echo $((1 + 2))\n")}, update)).empty());
  // A whole folder that is replaced; the edits' own files.
  judgement = judge({edit("calc.sh", "echo 3\nrm -r tests/data\nmkdir tests/data\necho x > tests/data/a\n"),
                     edit("tests/b.txt", "mine\n")});
  ASSERT_EQ(said(judgement).size(), 2u) << "both runs";
  EXPECT_TRUE(has(said(judgement)[0], "its run changes tests/data/gone.txt, tests/data/kept.txt, which"))
      << said(judgement)[0];
  judgement = judge({edit("calc.sh", "echo 3\nif [ -e tests/b.txt ]; then echo other > tests/b.txt; fi\n"),
                     edit("tests/b.txt", "mine\n")});
  ASSERT_EQ(said(judgement).size(), 1u);
  EXPECT_TRUE(has(said(judgement)[0], "its run changes tests/b.txt, which"));
}

// As if the check had taken a minute: pytest first runs the tests that import what changes.
class LongCheck : public testing::Test {
 protected:
  LongCheck() {
    if (const char* before = std::getenv("XDG_STATE_HOME")) before_ = before;
    ::setenv("XDG_STATE_HOME", state_.path().c_str(), 1);
    folder_.write("pkg/__init__.py", "");
    folder_.write("pkg/core.py", "def half(n):\n    return n // 2\n");
    folder_.write("pkg/other.py", "def one():\n    return 1\n");
    folder_.write("pkg/user.py", "def quarter(n):\n    from .core import half\n    return half(half(n))\n");
    folder_.write("tests/test_core.py",
                  "import pkg.user\n\ndef test_quarter():\n    assert pkg.user.quarter(8) == 2\n");
    for (std::string name : {"a", "b", "c"})
      folder_.write("tests/test_" + name + ".py",
                    "from pkg import other\n\ndef test_one():\n    assert other.one() == 1\n");
  }
  ~LongCheck() override {
    before_ ? ::setenv("XDG_STATE_HOME", before_->c_str(), 1) : ::unsetenv("XDG_STATE_HOME");
  }

  Judgement judge(const std::string& path, const std::string& content) {
    keep_usual_run(folder_.path(), kCommand, {61'000, true});
    Judge judge({.checks = {{"test", kCommand}},
                 .sandbox = {.folder = folder_.path()},
                 .stop_at_first = true,
                 .stored_bases = true,
                 .files = files_.get()});
    Proposal proposal;
    proposal.edits = {{path, must(read_version(*files_, path, 1 << 20)), FileVersion::file(content, 0644)}};
    must(normalise(proposal));
    class Remarks final : public Watch {
     public:
      void remark(const std::string& what) override { said += what + "\n"; }
      std::string said;
    } watch;
    Judgement judgement =
        must(judge.judge(proposal, {.text = "fix it", .level = Level::kChat}, watch,
                         [](const CheckResult&, const std::string&) { return Result<void>(); }));
    said_ = watch.said;
    return judgement;
  }

  static constexpr const char* kCommand = "/usr/bin/python3 -m pytest -q -p no:cacheprovider";
  TemporaryFolder folder_, state_;
  std::optional<std::string> before_;
  std::unique_ptr<Files> files_ = must(open_files(folder_.path()));
  std::string said_;
};

TEST_F(LongCheck, RunsTheTestsThatReachTheChangeFirst) {
  Judgement good = judge("pkg/core.py", "def half(n):\n    return int(n / 2)\n");
  EXPECT_FALSE(good.refused);
  EXPECT_TRUE(has(said_, "partial: 1 test ran, none failed of those that reach the change")) << said_;
  EXPECT_EQ(good.tests["test"].size(), 4u) << "then all of them";
  Judgement bad = judge("pkg/core.py", "def half(n):\n    return n // 3\n");
  ASSERT_TRUE(bad.refused);
  EXPECT_EQ(bad.results.back().name, "test, tests that reach the change");
  EXPECT_TRUE(has(bad.results.back().detail,
                  "partial: on the unchanged folder these tests pass: tests/test_core.py::test_quarter"))
      << bad.results.back().detail;
  // More than half of the tests: all run at once.
  Judgement most = judge("pkg/other.py", "def one():\n    return 2\n");
  EXPECT_EQ(most.results.back().name, "test");
  EXPECT_EQ(said_, "");
}

TEST(JudgeFileTable, SaysWhyAFileIsOne) {
  for (const char* path : {"tests/a.py", "src/a_test.cc", "conftest.py", "a/b/CONFTEST.PY", "pytest.ini",
                           "x.pth", "jest.config.ts", "Makefile", "a/CMakeLists.txt",
                           "ui/__snapshots__/a.snap", "build/CTestTestfile.cmake"})
    EXPECT_NE(why_judge_file(path), "") << path;
  for (const char* path : {"src/a.cc", "confetti.py", "jest.configure", "README.md", "latest.py"})
    EXPECT_EQ(why_judge_file(path), "") << path;
  std::string documented = must(read_file(std::string(SUIT_SOURCE_DIR) + "/docs/verify.md", 1 << 20));
  for (const JudgeFileRow& row : judge_file_rows())
    EXPECT_TRUE(has(documented, std::string(row.tool) + " | `" + std::string(row.patterns) + "`"))
        << row.tool;
}

}  // namespace
}  // namespace suit
