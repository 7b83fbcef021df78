// suit verify through the real binary: named tests that must turn from red to green (--fixes), which changed
// lines the checks run (--coverage), which small changes of them the checks notice (--mutants).
#include "base/json.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

constexpr const char* kUnittest = "python3 -m unittest discover -q -s tests";

// The code returns one too much; test_gcd and test_lcm notice it, test_double passes.
class VerifyFixes : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("src/gcd.py",
                  "def gcd(a, b):\n    while b:\n        a, b = b, a % b\n    return a + 1\n\n\ndef "
                  "double(a):\n    return a * 2\n");
    folder_.write("tests/test_gcd.py", tests_with(""));
  }
  static std::string tests_with(const std::string& more) {
    return "import sys, unittest\nsys.path.insert(0, 'src')\nfrom gcd import gcd, double\n\n\n"
           "class GcdTest(unittest.TestCase):\n"
           "    def test_gcd(self):\n        self.assertEqual(gcd(12, 18), 6)\n\n"
           "    def test_many(self):\n        for a in (4, 6):\n            with self.subTest(a=a):\n"
           "                self.assertEqual(gcd(a, 2), 2)\n\n"
           "    def test_double(self):\n        self.assertEqual(double(2), 4)\n" +
           more;
  }
  // A patch that gives these files these contents.
  std::string patch(const std::vector<std::pair<std::string, std::string>>& files) {
    TemporaryFolder after;
    std::string text;
    for (auto& [path, content] : files) {
      bool is_new = !folder_.exists(path);
      after.write("new", content);
      after.write("old", is_new ? "" : folder_.read(path));
      Ran diff = run_program(
          {"diff", "-u", "--label", is_new ? "/dev/null" : "a/" + path, "--label", "b/" + path, "old", "new"},
          after.path());
      text += diff.out;
    }
    return text;
  }
  std::string fixed() {
    std::string code = folder_.read("src/gcd.py");
    return code.replace(code.find("a + 1"), 5, "a");
  }
  Json verify(const std::vector<std::string>& fixes, const std::string& patch,
              const std::string& check = kUnittest) {
    std::vector<std::string> words = {SUIT_BINARY, "verify", "--check", check};
    for (const std::string& test : fixes) words.insert(words.end(), {"--fixes", test});
    Ran ran = run_program(words, folder_.path(), patch);
    auto verdict = parse_json(ran.out);
    EXPECT_TRUE(verdict) << ran.out << ran.err;
    return verdict ? *verdict : Json::object();
  }
  static std::string reason(const Json& verdict, const std::string& test) {
    for (const Json& check : list_in(verdict, "checks"))
      if (check["name"] == "red to green: " + test) return string_or(check, "detail", "");
    return "no result: " + to_text(verdict);
  }
  TemporaryFolder folder_;
};

TEST_F(VerifyFixes, ARedTestThatTurnsGreenIsAccepted) {
  Json verdict = verify({"test_gcd", "GcdTest.test_many"}, patch({{"src/gcd.py", fixed()}}));
  EXPECT_EQ(verdict["verdict"], "accepted") << verdict;
  EXPECT_EQ(reason(verdict, "test_gcd"),
            "test_gcd.GcdTest.test_gcd fails on the unchanged folder and passes with the patch");
  EXPECT_EQ(verdict["checks"][0]["turned_green"],
            Json::array({"test_gcd.GcdTest.test_gcd", "test_gcd.GcdTest.test_many"}));
}

TEST_F(VerifyFixes, ATestThatPassesWithoutThePatchIsNotFixed) {
  Json verdict = verify({"test_gcd", "test_double"}, patch({{"src/gcd.py", fixed()}}));
  EXPECT_EQ(verdict["verdict"], "refused") << verdict;
  EXPECT_EQ(reason(verdict, "test_double"), "test_gcd.GcdTest.test_double passes on the unchanged folder");
}

TEST_F(VerifyFixes, ATestThatStillFailsIsNotFixed) {
  std::string other = folder_.read("src/gcd.py");
  Json verdict = verify({"test_gcd"}, patch({{"src/gcd.py", other + "# no change\n"}}));
  EXPECT_EQ(verdict["verdict"], "refused") << verdict;
  EXPECT_EQ(reason(verdict, "test_gcd"), "test_gcd.GcdTest.test_gcd fails with the patch");
}

TEST_F(VerifyFixes, AnUnknownNameIsNotJudged) {
  Json verdict = verify({"test_gdc"}, patch({{"src/gcd.py", fixed()}}));
  EXPECT_EQ(verdict["verdict"], "cannot_judge") << verdict;
  EXPECT_EQ(verdict["asks"][0], "no check reports a test named test_gdc; similar: test_gcd.GcdTest.test_gcd");
  Json silent = verify({"test_gcd"}, patch({{"src/gcd.py", fixed()}}), "grep -q 'return a$' src/gcd.py");
  EXPECT_EQ(silent["verdict"], "cannot_judge") << silent;
  EXPECT_EQ(silent["asks"][0], "no check reports its tests, so test_gcd can't be found");
}

TEST_F(VerifyFixes, ATestOfThePatchItselfAsks) {
  std::string added = tests_with("\n    def test_zero(self):\n        self.assertEqual(gcd(5, 0), 5)\n");
  Json verdict = verify({"test_zero"}, patch({{"src/gcd.py", fixed()}, {"tests/test_gcd.py", added}}));
  EXPECT_EQ(verdict["verdict"], "asks") << verdict;
  EXPECT_EQ(verdict["asks"][0],
            "test_gcd.GcdTest.test_zero is new or changed in the patch: it fails on the unchanged code and "
            "passes with the patch");
  std::string easy = tests_with("\n    def test_easy(self):\n        self.assertEqual(double(1), 2)\n");
  Json not_red = verify({"test_easy"}, patch({{"src/gcd.py", fixed()}, {"tests/test_gcd.py", easy}}));
  EXPECT_EQ(not_red["verdict"], "refused") << not_red;
  EXPECT_EQ(reason(not_red, "test_easy"),
            "test_gcd.GcdTest.test_easy passes with the patch's judge files alone: the code was not wrong");
}

// Only the judge files change: nothing is fixed.
TEST_F(VerifyFixes, ARewrittenTestIsNotAFix) {
  std::string eased = tests_with("");
  for (const char* right : {"18), 6", "2), 2"})
    eased.replace(eased.find(right), std::string(right).size(), right[0] == '1' ? "18), 7" : "2), 3");
  Json verdict = verify({"test_gcd"}, patch({{"tests/test_gcd.py", eased}}));
  EXPECT_EQ(verdict["verdict"], "refused") << verdict;
}

TEST_F(VerifyFixes, ATestWhoseFileDidNotLoadWasRed) {
  std::string code = folder_.read("src/gcd.py");
  folder_.write("src/gcd.py", "def gcd(a, b)\n" + code.substr(code.find('\n') + 1));
  Json verdict = verify({"test_double"}, patch({{"src/gcd.py", code.replace(code.find("a + 1"), 5, "a")}}));
  EXPECT_EQ(verdict["verdict"], "accepted") << verdict;
  EXPECT_EQ(verdict["checks"][0]["turned_green"].size(), 3u) << verdict;
}

// It fails on the unchanged folder in every second run.
TEST_F(VerifyFixes, ATestThatFailsAtTimesAsks) {
  folder_.write("tests/test_luck.py",
                "import os, unittest\n\n\nclass LuckTest(unittest.TestCase):\n    def test_luck(self):\n"
                "        text = open('src/gcd.py').read()\n"
                "        self.assertTrue(text.count('a + 1') == 0 or os.urandom(1)[0] % 2)\n");
  bool asked = false;
  for (int i = 0; i < 20 && !asked; ++i) {
    Json verdict = verify({"test_luck"}, patch({{"src/gcd.py", fixed()}}));
    asked = verdict["verdict"] == "asks";
    if (asked) {
      EXPECT_EQ(verdict["asks"][0], "test_luck.LuckTest.test_luck passes and fails on the unchanged folder");
    }
  }
  EXPECT_TRUE(asked);
}

TEST_F(VerifyFixes, OtherOptionsThatOmitTheRunsAreRefused) {
  for (const char* option : {"--no-checks", "--unconfirmed"}) {
    Ran ran = run_program({SUIT_BINARY, "verify", "--fixes", "test_gcd", option}, folder_.path(), "x");
    EXPECT_EQ(ran.code, 2) << ran.out;
    EXPECT_TRUE(has(ran.out + ran.err, "--fixes needs the checks' own runs")) << ran.out << ran.err;
  }
}

class VerifyLines : public VerifyFixes {
 protected:
  // The verdict on a patch, with options instead of --fixes.
  Json judge(const std::vector<std::string>& options, const std::string& patch,
             const std::string& check = kUnittest) {
    std::vector<std::string> words = {SUIT_BINARY, "verify", "--check", check};
    words.insert(words.end(), options.begin(), options.end());
    Ran ran = run_program(words, folder_.path(), patch);
    auto verdict = parse_json(ran.out);
    EXPECT_TRUE(verdict) << ran.out << ran.err;
    return verdict ? *verdict : Json::object();
  }
  static Json executed(const Json& verdict) {
    for (const Json& check : list_in(verdict, "checks"))
      if (check["name"] == "executed lines")
        return check.value("executed", Json(string_or(check, "detail", "")));
    return "no result";
  }
  static std::string detail_of(const Json& verdict, std::string_view name) {
    for (const Json& check : list_in(verdict, "checks"))
      if (check["name"] == name) return string_or(check, "detail", "");
    return "no result";
  }
  static bool has_note(const Json& verdict, const std::string& note) {
    auto notes = list_in(verdict, "notes");
    return std::find(notes.begin(), notes.end(), note) != notes.end();
  }
  void make_green() { folder_.write("src/gcd.py", fixed()); }
};

TEST_F(VerifyLines, ChangedLinesThatRanAreCounted) {
  make_green();
  std::string code = folder_.read("src/gcd.py");
  code.replace(code.find("    return a * 2"), 16,
               "    \"\"\"Twice.\"\"\"\n\n    # for numbers\n    if a is None:\n        return (\n           "
               " 0\n        )\n"
               "    return (\n        a\n        * 2\n    )");
  Json verdict = judge({"--coverage"}, patch({{"src/gcd.py", code}}));
  EXPECT_EQ(verdict["verdict"], "accepted");
  EXPECT_EQ(executed(verdict), (Json{{"lines", 4}, {"of", 6}, {"not", {"src/gcd.py:12", "src/gcd.py:13"}}}))
      << verdict;
  EXPECT_FALSE(verdict.contains("notes")) << verdict;
}

TEST_F(VerifyLines, AChangeThatNoCheckRunsSaysSo) {
  make_green();
  std::string more = folder_.read("src/gcd.py") + "\n\ndef unused(a):\n    return a\n";
  Json verdict = judge({"--coverage"}, patch({{"src/gcd.py", more}, {"src/other.py", "VALUE = 1\n"}}));
  EXPECT_EQ(executed(verdict),
            (Json{{"lines", 0}, {"of", 3}, {"not", {"src/gcd.py:11", "src/gcd.py:12", "src/other.py:1"}}}))
      << verdict;
  EXPECT_TRUE(has_note(verdict, "no check executes the change")) << verdict;
  EXPECT_EQ(verdict["verdict"], "accepted") << "it decides nothing";
}

TEST_F(VerifyLines, WhatIsNotWatchedIsUnknown) {
  make_green();
  std::string more = folder_.read("src/gcd.py") + "\n\ndef unused(a):\n    return a\n";
  EXPECT_EQ(executed(judge({"--coverage"}, patch({{"src/gcd.py", more}}), "true")), "unknown");
  EXPECT_EQ(executed(judge({"--coverage"}, patch({{"README.md", "x\n"}}))), "unknown");
  // Lines of a forked process are not recorded.
  folder_.write(
      "tests/test_fork.py",
      "import os, sys, unittest\nsys.path.insert(0, 'src')\nimport gcd\n\n\n"
      "class ForkTest(unittest.TestCase):\n    def test_fork(self):\n        if os.fork() == 0:\n"
      "            os._exit(getattr(gcd, 'unused', int)(0))\n        self.assertEqual(os.wait()[1], 0)\n");
  EXPECT_EQ(executed(judge({"--coverage"}, patch({{"src/gcd.py", more}}))), "unknown");
  // Nor are those of a process that ends without its exit handlers.
  folder_.write("tests/test_fork.py",
                "import subprocess, sys, unittest\n\n\nclass ExitTest(unittest.TestCase):\n"
                "    def test_exit(self):\n        subprocess.check_call([sys.executable, '-c', 'import os; "
                "os._exit(0)'])\n");
  EXPECT_EQ(executed(judge({"--coverage"}, patch({{"src/gcd.py", more}}))), "unknown");
}

TEST_F(VerifyLines, AFixIsExaminedUnasked) {
  Json verdict = judge({}, patch({{"src/gcd.py", fixed()}}));
  EXPECT_EQ(executed(verdict), (Json{{"lines", 1}, {"of", 1}, {"not", Json::array()}})) << verdict;
  make_green();
  EXPECT_EQ(executed(judge({}, patch({{"src/gcd.py", folder_.read("src/gcd.py") + "X = 1\n"}}))),
            "no result");
}

TEST_F(VerifyLines, JavaScriptIsWatchedToo) {
  folder_.write("src/gcd.js", "exports.double = (a) => {\n  return a * 2;\n};\n");
  folder_.write("tests/gcd.test.js",
                "const test = require('node:test');\nconst assert = require('node:assert');\n"
                "const { double } = require('../src/gcd.js');\n"
                "test('double of two', () => assert.equal(double(2), 4));\n");
  std::string code = "exports.double = (a) => {\n  if (a === 0) {\n    return 0;\n  }\n  return a + a;\n};\n";
  Json verdict = judge({"--coverage"}, patch({{"src/gcd.js", code}}), "node --test tests/");
  EXPECT_EQ(executed(verdict), (Json{{"lines", 2}, {"of", 3}, {"not", {"src/gcd.js:3"}}})) << verdict;
}

TEST_F(VerifyLines, MutantsThatNoTestNoticesAreNamed) {
  make_green();
  std::string code = folder_.read("src/gcd.py");
  code.replace(code.find("    return a * 2"), 16, "    if a < -100:\n        return -200\n    return a + a");
  Json verdict = judge({"--mutants", "6"}, patch({{"src/gcd.py", code}}));
  EXPECT_EQ(verdict["verdict"], "accepted") << verdict;
  Json mutants = verdict["mutants"];
  EXPECT_EQ(mutants["of"], 6) << verdict;
  EXPECT_GE(mutants["noticed"], 2) << verdict;
  EXPECT_LE(mutants["noticed"], 4) << verdict;
  bool names_it = false;
  for (const Json& text : mutants["unnoticed"])
    names_it |= text == "src/gcd.py:8 if a < -100: → if a <= -100:";
  EXPECT_TRUE(names_it) << verdict;
  EXPECT_EQ(detail_of(verdict, "mutants")
                .find(std::to_string(mutants["noticed"].get<int>()) + " of 6 mutants noticed, not "),
            0u);
  EXPECT_FALSE(verdict.contains("unprotected"));
}

TEST_F(VerifyLines, AChangeWhoseMutantsAllPassIsUnprotected) {
  make_green();
  std::string more = folder_.read("src/gcd.py") + "\n\ndef half(a):\n    return a / 2\n";
  Json verdict = judge({"--mutants", "3"}, patch({{"src/gcd.py", more}}));
  EXPECT_EQ(verdict["verdict"], "accepted");
  EXPECT_EQ(verdict["unprotected"], true) << verdict;
  EXPECT_EQ(verdict["mutants"]["unnoticed"].size(), 3u);
  EXPECT_EQ(detail_of(verdict, "mutants").find("0 of 3 mutants noticed: no check protects the change, not "),
            0u)
      << verdict;
}

TEST_F(VerifyLines, WhereACheckFailsNothingIsCounted) {
  std::string other = folder_.read("src/gcd.py") + "X = 1\n";
  Json verdict = judge({"--mutants", "3", "--coverage"}, patch({{"src/gcd.py", other}}));
  EXPECT_FALSE(verdict.contains("mutants")) << verdict;
  EXPECT_TRUE(has_note(verdict, "executed lines and mutants are judged only if all checks pass"));
}

TEST_F(VerifyLines, MutantsOfCAreJudgedToo) {
  folder_.write("twice.c", "int twice(int a) { return a * 2; }\n");
  folder_.write("tests/twice_test.c",
                "int twice(int a);\nint main(void) { return twice(3) == 6 ? 0 : 1; }\n");
  Json verdict = judge({"--mutants", "4"}, patch({{"twice.c", "int twice(int a) { return a + a; }\n"}}),
                       "cc -o /tmp/t twice.c tests/twice_test.c && /tmp/t");
  EXPECT_EQ(verdict["verdict"], "accepted") << verdict;
  EXPECT_EQ(verdict["mutants"]["noticed"], verdict["mutants"]["of"]) << verdict;
  EXPECT_GE(verdict["mutants"]["of"], 2) << verdict;
}

}  // namespace
}  // namespace suit
