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

}  // namespace
}  // namespace suit
