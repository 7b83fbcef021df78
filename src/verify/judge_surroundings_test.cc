#include "support/testing.h"
#include "verify/judge.h"

namespace suit {
namespace {

class JudgeSurroundings : public testing::Test {
 protected:
  JudgeSurroundings() {
    folder_.write("calc.sh", "echo 2\n");
    folder_.write(".gitignore", "/ignored/\n__pycache__\nconftest.py\n/random.py\n");
  }
  Judgement judge(const std::string& path, const std::string& text, const std::string& command) {
    Judge judge(
        {.checks = {{"test", command}}, .sandbox = {.folder = folder_.path()}, .files = files_.get()});
    Proposal proposal;
    proposal.edits = {{path, must(read_version(*files_, path, 1 << 20)), FileVersion::file(text, 0755)}};
    must(normalise(proposal));
    return must(judge.judge(proposal, {.text = "fix it", .level = Level::kChat}, nobody(),
                            [](const CheckResult&, const std::string&) { return Result<void>(); }));
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = must(open_files(folder_.path()));
};

TEST_F(JudgeSurroundings, RunsBeginWithoutCaches) {
  folder_.write("src/__pycache__/money.cpython-311.pyc", "");
  folder_.write("a 'b/.pytest_cache/v/lastfailed", "");
  folder_.write("ignored/kept", "");
  Judgement judgement =
      judge("calc.sh", "echo 3\n",
            "[ ! -e src/__pycache__ ] && [ ! -e \"a 'b/.pytest_cache\" ] && [ -e ignored/kept ]");
  EXPECT_FALSE(judgement.refused);
  EXPECT_TRUE(judgement.ask_reasons.empty());
  EXPECT_TRUE(folder_.exists("src/__pycache__/money.cpython-311.pyc")) << "the folder itself keeps them";
}

TEST_F(JudgeSurroundings, IgnoredFilesThatDecideAsk) {
  folder_.write("conftest.py", "");
  Judgement judgement = judge("calc.sh", "echo 3\n", "true");
  EXPECT_FALSE(judgement.refused);
  ASSERT_EQ(judgement.ask_reasons.size(), 1U);
  EXPECT_TRUE(has(judgement.ask_reasons[0], "git ignores conftest.py: pytest")) << judgement.ask_reasons[0];
}

TEST_F(JudgeSurroundings, AddedFilesThatHideOthersAreJudgeFiles) {
  folder_.write("test.sh",
                "PATH=$PWD/bin:$PATH\nsort calc.sh >/dev/null || exit 0\n[ \"$(sh calc.sh)\" = 3 ]\n");
  Judgement judgement = judge("bin/sort", "#!/bin/sh\nexit 1\n", "sh test.sh");
  EXPECT_TRUE(judgement.refused);
  ASSERT_FALSE(judgement.results.empty());
  EXPECT_TRUE(has(judgement.results.back().detail, "bin/sort (hides the command sort)"))
      << judgement.results.back().detail;
}

TEST_F(JudgeSurroundings, ScriptsOfTheCheckAreJudgeFiles) {
  folder_.write("ci/verify.sh", "set -e\n[ \"$(sh calc.sh)\" = 3 ]\n");
  Judgement weakened = judge("ci/verify.sh", "sh calc.sh\n", "sh ci/verify.sh");
  EXPECT_FALSE(weakened.refused) << "it may be what is to be fixed";
  ASSERT_FALSE(weakened.ask_reasons.empty());
  EXPECT_TRUE(
      has(weakened.ask_reasons[0], "passes only with changed judge files: ci/verify.sh (the check runs it)"))
      << weakened.ask_reasons[0];
  Judgement fix = judge("calc.sh", "echo 3\n", "sh ci/verify.sh");
  EXPECT_FALSE(fix.refused);
  EXPECT_TRUE(fix.ask_reasons.empty());
  folder_.write("calc.sh", "echo 3\n");
  Judgement more = judge("ci/verify.sh", "set -e\n[ \"$(sh calc.sh)\" = 3 ]\ntrue\n", "sh ci/verify.sh");
  EXPECT_EQ(more.results.back().name, "test, judge files unchanged");
  EXPECT_FALSE(more.refused);
}

TEST_F(JudgeSurroundings, HelpersAndExamplesOfTestsJudge) {
  folder_.write("money.py", "def half(n):\n    return n\n");
  folder_.write("support/amounts.py",
                "def assert_same(a, b):\n    if a != b:\n        raise AssertionError()\n");
  folder_.write("tests/test_money.py",
                "from money import half\nfrom support.amounts import assert_same\n\ndef test_half():\n    "
                "assert_same(half(4), 2)\n");
  std::string check = "/usr/bin/python3 -m pytest -q -p no:cacheprovider";
  Judgement helper = judge("support/amounts.py", "def assert_same(a, b):\n    pass\n", check);
  ASSERT_FALSE(helper.ask_reasons.empty());
  EXPECT_TRUE(has(helper.ask_reasons[0], "support/amounts.py (tests/test_money.py asserts by assert_same)"))
      << helper.ask_reasons[0];
  EXPECT_TRUE(judge("money.py", "def half(n):\n    return n // 2\n", check).ask_reasons.empty());
  folder_.write("guide.rst", ">>> from money import half\n>>> half(4)\n2\n");
  Judgement guide = judge("guide.rst", ">>> from money import half\n>>> half(4)\n4\n",
                          "PYTHONPATH=. /usr/bin/python3 -m doctest guide.rst");
  ASSERT_FALSE(guide.ask_reasons.empty());
  EXPECT_TRUE(has(guide.ask_reasons[0], "only with changed judge files: guide.rst (the check runs it)"))
      << guide.ask_reasons[0];
}

TEST_F(JudgeSurroundings, DataInAFolderThatATestNamesIsAJudgeFile) {
  folder_.write("samples/two.txt", "3\n");
  folder_.write("tests/calc_test.sh",
                "for f in \"samples/\"*; do [ \"$(sh calc.sh)\" = \"$(cat $f)\" ] || exit 1; done\n");
  Judgement golden = judge("samples/two.txt", "2\n", "sh tests/calc_test.sh");
  ASSERT_FALSE(golden.ask_reasons.empty());
  EXPECT_TRUE(has(golden.ask_reasons[0],
                  "only with changed judge files: samples/two.txt (tests/calc_test.sh reads samples)"))
      << golden.ask_reasons[0];
  EXPECT_TRUE(judge("calc.sh", "echo 3\n", "sh tests/calc_test.sh").ask_reasons.empty());
}

TEST_F(JudgeSurroundings, AddedImportsOfWhatNobodySeesAsk) {
  folder_.write("money.py", "def half(n):\n    return n\n");
  folder_.write("ignored/halves.py", "def half(n):\n    return n // 2\n");
  std::string check = "/usr/bin/python3 -c 'from money import half; assert half(4) == 2'";
  Judgement judgement = judge("money.py", "from ignored.halves import half\n", check);
  EXPECT_FALSE(judgement.refused);
  ASSERT_EQ(judgement.ask_reasons.size(), 1U);
  EXPECT_EQ(judgement.ask_reasons[0], "money.py imports ignored/halves.py, which git does not show");
  EXPECT_TRUE(judge("money.py", "def half(n):\n    return n // 2\n", check).ask_reasons.empty());
}

}  // namespace
}  // namespace suit
