// suit verify through the real binary: verdicts on one patch and on many, and isolation between them.
#include "base/json.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

std::string patch_of(const std::string& path, const std::string& before, const std::string& after) {
  return "--- a/" + path + "\n+++ b/" + path + "\n@@ -1 +1 @@\n-" + before + "\n+" + after + "\n";
}

class VerifyTest : public testing::Test {
 protected:
  void SetUp() override { folder_.write("value.txt", "1\n"); }
  Ran verify(std::vector<std::string> options, const std::string& input) {
    std::vector<std::string> words = {SUIT_BINARY, "verify"};
    words.insert(words.end(), options.begin(), options.end());
    auto before = folder_.snapshot();
    Ran ran = run_program(words, folder_.path(), input);
    EXPECT_EQ(folder_.snapshot(), before);
    EXPECT_FALSE(folder_.exists(".suit"));
    return ran;
  }
  // The check's verdict if value.txt contains `value`.
  Json one(const std::string& check, const std::string& value, int code) {
    Ran ran = verify({"--check", check}, patch_of("value.txt", "1", value));
    EXPECT_EQ(ran.code, code) << ran.out << ran.err;
    return must(parse_json(ran.out));
  }
  // By id.
  std::map<int64_t, Json> many(std::vector<std::string> options, const std::vector<std::string>& patches) {
    std::string input;
    for (size_t i = 0; i < patches.size(); ++i) input += to_text({{"id", i}, {"patch", patches[i]}}) + "\n";
    Ran ran = verify(options, input);
    EXPECT_EQ(ran.code, 0) << ran.err;
    std::map<int64_t, Json> verdicts;
    for (std::string_view line : split_lines(ran.out)) {
      Json verdict = must(parse_json(line));
      verdicts[integer_or(verdict, "id", -1)] = verdict;
    }
    EXPECT_EQ(verdicts.size(), patches.size());
    return verdicts;
  }
  static std::string verdict_of(const Json& verdict) { return string_or(verdict, "verdict", ""); }
  TemporaryFolder folder_;
};

TEST_F(VerifyTest, SaysWhatComesOfAPatch) {
  EXPECT_EQ(verdict_of(one("grep -q '[12]' value.txt", "2", 0)), "accepted");
  Json refused = one("cat value.txt; grep -q '[12]' value.txt", "3", 4);
  EXPECT_EQ(verdict_of(refused), "refused");
  EXPECT_EQ(refused["checks"][0]["output"], "3\n");
  Json asks = one("false", "3", 3);
  EXPECT_EQ(verdict_of(asks), "asks");
  EXPECT_EQ(asks["checks"][0]["outcome"], "failed_before");
}

TEST_F(VerifyTest, APatchThatDoesNotFitIsInvalid) {
  for (const std::string& patch : {std::string("no patch"), std::string(), patch_of("value.txt", "7", "8"),
                                   patch_of("../value.txt", "1", "2"), patch_of("gone.txt", "1", "2"),
                                   std::string(3, '\0'), std::string("\xff\xfe\n")}) {
    Ran ran = verify({"--check", "true"}, patch);
    EXPECT_EQ(ran.code, 2) << ran.out;
    EXPECT_EQ(verdict_of(must(parse_json(ran.out))), "invalid") << ran.out;
  }
}

// If the output is one long line, its end is shown, in whole characters.
TEST_F(VerifyTest, TheEndOfALongLineIsShown) {
  Json verdict = one(
      "grep -q 1 value.txt || { for i in $(seq 5000); do printf '\303\244'; done; echo; exit 1; }", "2", 4);
  std::string output = string_or(verdict["checks"][0], "output", "");
  EXPECT_GT(output.size(), 3'900u);
  EXPECT_TRUE(is_utf8(output));
}

TEST_F(VerifyTest, WhatIsOutsideOfTheScopeIsRefused) {
  Ran ran = verify({"--scope", "docs/**", "--no-checks"}, patch_of("value.txt", "1", "2"));
  EXPECT_EQ(ran.code, 4);
  EXPECT_EQ(must(parse_json(ran.out))["checks"][0]["name"], "policy:scope");
}

TEST_F(VerifyTest, JudgesManyAndEqualOnesOnce) {
  std::vector<std::string> patches;
  for (int i = 0; i < 60; ++i) patches.push_back(patch_of("value.txt", "1", std::to_string(2 + i % 20)));
  // Detects a check that leaves something behind for the next.
  auto verdicts = many({"--all", "4", "--check",
                        "test ! -e mark && touch mark && test ! -e /tmp/mark && touch /tmp/mark && test "
                        "$(cat value.txt) -lt 12"},
                       patches);
  size_t equal = 0;
  for (auto& [id, verdict] : verdicts) {
    EXPECT_EQ(verdict_of(verdict), 2 + id % 20 < 12 ? "accepted" : "refused") << to_text(verdict);
    equal += verdict.contains("same_as");
  }
  EXPECT_EQ(equal, 40u);
}

TEST_F(VerifyTest, AMalformedLineHasItsVerdictToo) {
  Ran ran =
      verify({"--all", "2", "--no-checks"},
             "nonsense\n\n[]\n{\"id\": 1}\n{\"id\": {}, \"patch\": \"\"}\n{\"id\": \"a\", \"patch\": 3}\n");
  EXPECT_EQ(ran.code, 0);
  std::set<int64_t> lines;
  for (std::string_view line : split_lines(ran.out)) {
    Json verdict = must(parse_json(line));
    EXPECT_EQ(verdict_of(verdict), "invalid");
    lines.insert(integer_or(verdict, "line", 0));
  }
  EXPECT_EQ(lines, (std::set<int64_t>{1, 3, 4, 5, 6}));
}

// A program may wait for one verdict before it sends the next patch.
TEST_F(VerifyTest, AVerdictComesBeforeTheInputEnds) {
  std::string line = to_text({{"id", 1}, {"patch", patch_of("value.txt", "1", "2")}}) + "\n";
  folder_.write("in", line);
  Ran ran = run_program(
      {"timeout", "20", "bash", "-c",
       "coproc S { \"$0\" verify --all 1 --no-checks; }; for i in 1 2; do cat in >&${S[1]}; read -r "
       "v <&${S[0]}; echo \"$v\"; done",
       SUIT_BINARY},
      folder_.path());
  EXPECT_EQ(ran.code, 0) << ran.err;
  auto lines = split_lines(ran.out);
  ASSERT_EQ(lines.size(), 2u) << ran.out;
  EXPECT_EQ(must(parse_json(lines[0]))["verdict"], "accepted");
  EXPECT_EQ(must(parse_json(lines[1]))["same_as"], 1);
}

TEST_F(VerifyTest, AnInterruptEndsTheWaitForThePatch) {
  Ran ran = run_program({"bash", "-c", "sleep 3 | timeout --signal INT 1 \"$0\" verify", SUIT_BINARY},
                        folder_.path());
  EXPECT_TRUE(has(ran.out, "\"code\":\"cancelled\"")) << ran.out;
}

TEST_F(VerifyTest, ATerminalIsNoPatch) {
  Ran ran = run_suit_on_terminal({"verify"}, folder_.path(), {});
  EXPECT_EQ(ran.code, 2) << ran.out;
  EXPECT_TRUE(has(ran.out, "the patch comes from standard input, which is a terminal")) << ran.out;
}

TEST_F(VerifyTest, TooLongAnInputIsRefused) {
  Ran ran =
      run_program({"bash", "-c", "head -c 70000000 /dev/zero | \"$0\" verify", SUIT_BINARY}, folder_.path());
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(has(ran.out, "the patch is larger than")) << ran.out;
}

// Build output of the unchanged folder is stale if a patch removes a file: only a clean check may accept.
TEST_F(VerifyTest, WarmNeverAcceptsWhatTheCheckRefuses) {
  folder_.write("part.txt", "part\n");
  folder_.write("Makefile",
                "all: built/out\n\tgrep -q '[12]' value.txt\nbuilt/out:\n\tmkdir -p built && cat part.txt "
                "value.txt > built/out\n");
  std::string removes = "--- a/part.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-part\n";
  auto verdicts = many({"--all", "2", "--warm", "--check", "make -s"},
                       {removes, patch_of("value.txt", "1", "2"), patch_of("value.txt", "1", "3")});
  EXPECT_EQ(verdict_of(verdicts[0]), "refused");
  EXPECT_EQ(verdict_of(verdicts[1]), "accepted");
  EXPECT_EQ(verdict_of(verdicts[2]), "refused");
}

TEST_F(VerifyTest, WarmRefusesNothingForItsOwnSake) {
  // The watched folder contains the watcher.
  auto verdicts = many({"--all", "2", "--warm", "--check", "test ! -e .suit-watcher"},
                       {patch_of("value.txt", "1", "2"), patch_of("value.txt", "1", "3")});
  EXPECT_EQ(verdict_of(verdicts[0]), "accepted");
  EXPECT_EQ(verdict_of(verdicts[1]), "accepted");
}

TEST_F(VerifyTest, APatchOfTheWatchersIsJudgedLikeAnyOther) {
  auto made = [](const std::string& path) {
    return "--- /dev/null\n+++ b/" + path + "\n@@ -0,0 +1 @@\n+exit 0\n";
  };
  auto verdicts = many({"--all", "1", "--unconfirmed", "--check", "grep -q 1 value.txt"},
                       {made(".suit-watcher"), made(".suit-watcher/prepare.sh"),
                        made(".suit-watcher/python/__init__.py"), patch_of("value.txt", "1", "2")});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(verdict_of(verdicts[i]), "accepted");
  EXPECT_EQ(verdict_of(verdicts[3]), "refused");
}

TEST_F(VerifyTest, ACheckThatHangsIsEnded) {
  Ran ran = verify({"--limit", "1s", "--check", "grep -q 1 value.txt || sleep 60"},
                   patch_of("value.txt", "1", "2"));
  EXPECT_EQ(ran.code, 4);
  EXPECT_EQ(must(parse_json(ran.out))["checks"][0]["detail"], "ran past its time limit");
  EXPECT_EQ(verify({"--limit", "soon"}, "").code, 2);
}

TEST_F(VerifyTest, UnconfirmedSaysSo) {
  auto verdicts = many({"--all", "2", "--unconfirmed", "--check", "grep -q '[12]' value.txt"},
                       {patch_of("value.txt", "1", "2"), patch_of("value.txt", "1", "3")});
  EXPECT_EQ(verdict_of(verdicts[0]), "accepted");
  EXPECT_EQ(verdict_of(verdicts[1]), "refused");
  EXPECT_EQ(verdicts[0]["unconfirmed"], true);
  EXPECT_FALSE(verdicts[1].contains("unconfirmed"));
}

TEST_F(VerifyTest, TheFirstRefusalEndsIt) {
  Ran ran = verify({"--check", "false", "--check", "test $(cat value.txt) = 1", "--check", "true"},
                   patch_of("value.txt", "1", "2"));
  EXPECT_EQ(ran.code, 4);
  Json checks = must(parse_json(ran.out))["checks"];
  ASSERT_EQ(checks.size(), 2u) << ran.out;
  EXPECT_EQ(checks[0]["outcome"], "failed_before");
  EXPECT_EQ(checks[1]["outcome"], "failed");
}

}  // namespace
}  // namespace suit
