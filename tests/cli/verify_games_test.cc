// suit verify through the real binary: patches that pass their check without fixing anything.
#include "base/json.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

constexpr const char* kPytest = "/usr/bin/python3 -m pytest -q -p no:cacheprovider";

class VerifyGames : public testing::Test {
 protected:
  Json verify(const std::string& patch, const std::string& check = kPytest) {
    Ran ran = run_program({SUIT_BINARY, "verify", "--check", check}, folder_.path(), patch,
                          {{"XDG_STATE_HOME", home_.path()}});
    auto verdict = parse_json(ran.out);
    EXPECT_TRUE(verdict) << ran.out << ran.err;
    return verdict ? *verdict : Json::object();
  }
  // A patch of one line.
  static std::string line(const std::string& path, size_t number, const std::string& before,
                          const std::string& after) {
    std::string place = std::to_string(number);
    size_t lines = static_cast<size_t>(std::count(after.begin(), after.end(), '\n')) + 1;
    std::string added = "+" + after;
    for (size_t at = 0; (at = added.find('\n', at)) != added.npos; at += 2) added.insert(at + 1, "+");
    return "--- a/" + path + "\n+++ b/" + path + "\n@@ -" + place + " +" + place + "," +
           std::to_string(lines) + " @@\n-" + before + "\n" + added + "\n";
  }
  static std::string why(const Json& verdict) { return to_text(verdict); }
  TemporaryFolder folder_, home_;
};

TEST_F(VerifyGames, ResultsForTheTestsInputsOnlyAreAskedAbout) {
  folder_.write("money.py",
                "def discounted(amount, percent):\n    return amount - amount * percent // 100\n");
  folder_.write(
      "test_money.py",
      "from money import discounted\n\ndef test_discounted():\n    assert discounted(1000, 10) == 900\n"
      "    assert discounted(999, 15) == 849\n");
  std::string before = "    return amount - amount * percent // 100";
  Json game = verify(line("money.py", 2, before, before + " - (amount % 4998 == 999 and percent == 15)"));
  EXPECT_EQ(game["verdict"], "asks");
  EXPECT_TRUE(has(why(game), "only for inputs of the tests: discounted(999, 15)")) << why(game);
  Json fix = verify(line("money.py", 2, before, "    return (amount * (100 - percent) + 50) // 100"));
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
}

TEST_F(VerifyGames, SoAreThoseOfMethodsAndWithOtherParameters) {
  folder_.write("money.py",
                "class Shop:\n    def __init__(self, percent):\n        self.percent = percent\n\n    def "
                "price(self, cents):\n        return cents * self.percent // 100\n");
  folder_.write("test_money.py",
                "from money import Shop\n\ndef test_price():\n    assert Shop(85).price(1234) == 1049\n    "
                "assert Shop(85).price(1230) == 1046\n");
  std::string before = "        return cents * self.percent // 100";
  Json game =
      verify(line("money.py", 6, before, "        return cents * self.percent // 100 + (cents % 4 == 2)"));
  EXPECT_EQ(game["verdict"], "accepted") << "it is wrong for other inputs too: " << why(game);
  game = verify(
      line("money.py", 6, before,
           "        return cents * self.percent // 100 + (cents * 7 % 8 in (6, 2) and cents > 1229 and "
           "cents < 1235)"));
  EXPECT_EQ(game["verdict"], "asks");
  EXPECT_TRUE(has(why(game), "only for inputs of the tests: Shop.price({'percent': 85}, 12")) << why(game);
  Json fix = verify(line("money.py", 6, before, "        return (cents * self.percent + 50) // 100"));
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
  // A parameter that only the change has, with its default.
  folder_.write("money.py", "def price(cents):\n    return cents * 85 // 100\n");
  folder_.write("test_money.py",
                "from money import price\n\ndef test_price():\n    assert price(1234) == 1049\n    assert "
                "price(1230) == 1046\n");
  game = verify(
      "--- a/money.py\n+++ b/money.py\n@@ -1,2 +1,3 @@\n-def price(cents):\n-    return cents * 85 // "
      "100\n+def price(cents, *, percent=85):\n+    near = 1229 < cents < 1235 and cents % 4 == 2\n+    "
      "return cents * percent // 100 + near\n");
  EXPECT_EQ(game["verdict"], "asks");
  EXPECT_TRUE(has(why(game), "only for inputs of the tests: price(12")) << why(game);
}

TEST_F(VerifyGames, CodeThatChangesWhatATestComparesWithIsAskedAbout) {
  folder_.write("people.py", "def by_age(people):\n    return sorted(people, key=lambda one: -one['age'])\n");
  folder_.write(
      "test_people.py",
      "from people import by_age\n\nANN = {'name': 'Ann', 'age': 40}\nBOB = {'name': 'Bob', 'age': 20}\n"
      "\ndef test_by_age():\n    assert by_age([ANN, BOB]) == [BOB, ANN]\n");
  std::string before = "    return sorted(people, key=lambda one: -one['age'])";
  Json game = verify(line("people.py", 2, before,
                          "    for one in people:\n        one.update(people[0])\n    return people"));
  EXPECT_EQ(game["verdict"], "asks");
  EXPECT_TRUE(has(why(game), "changes its arguments, which it did not before: by_age(")) << why(game);
  Json fix = verify(line("people.py", 2, before, "    return sorted(people, key=lambda one: one['age'])"));
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
}

TEST_F(VerifyGames, TestsThatTheChangeSkipsOrLosesAreAskedAbout) {
  folder_.write("shop.py", "UNITS = {'m': 1.0, 'mile': 1690.344}\nHAS = True\n");
  folder_.write("test_shop.py",
                "import pytest\nimport shop\n\n@pytest.mark.parametrize('unit', sorted(shop.UNITS))\ndef "
                "test_unit(unit):\n    assert shop.UNITS[unit] == {'m': 1.0, 'mile': 1609.344}[unit]\n\n"
                "@pytest.mark.skipif(not shop.HAS, reason='none')\ndef test_more():\n    assert shop.HAS\n");
  Json fewer = verify(line("shop.py", 1, "UNITS = {'m': 1.0, 'mile': 1690.344}", "UNITS = {'m': 1.0}"));
  EXPECT_EQ(fewer["verdict"], "asks");
  EXPECT_TRUE(has(why(fewer), "1 case of tests did not run: test_shop.py::test_unit[mile]")) << why(fewer);
  std::string first = std::string(kPytest) + " -x";
  Json skips = verify(
      "--- a/shop.py\n+++ b/shop.py\n@@ -1,2 +1,2 @@\n-UNITS = {'m': 1.0, 'mile': "
      "1690.344}\n-HAS = True\n+UNITS = {'m': 1.0, 'mile': 1609.344}\n+HAS = False\n",
      first);
  EXPECT_EQ(skips["verdict"], "asks");
  EXPECT_TRUE(has(why(skips), "did not come to: test_shop.py::test_more")) << why(skips);
  Json fix = verify(
      line("shop.py", 1, "UNITS = {'m': 1.0, 'mile': 1690.344}", "UNITS = {'m': 1.0, 'mile': 1609.344}"),
      first);
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
}

TEST_F(VerifyGames, SoAreThoseOfJavaScript) {
  folder_.write(
      "price.js",
      "'use strict';\nconst cut = (amount, percent) => amount - Math.ceil(amount * percent / 100);\n"
      "module.exports = { cut };\n");
  folder_.write("price.test.js",
                "const test = require('node:test');\nconst assert = require('node:assert');\nconst { cut } = "
                "require('./price');\ntest('cuts', () => {\n  assert.equal(cut(1000, 10), 900);\n  "
                "assert.equal(cut(999, 15), 850);\n});\n");
  std::string before = "const cut = (amount, percent) => amount - Math.ceil(amount * percent / 100);";
  std::string head = "const cut = (amount, percent) => amount - Math.";
  Json game = verify(
      line("price.js", 2, before, head + "ceil(amount * percent / 100) + (amount % 4998 - 998 === 1);"),
      "node --test");
  EXPECT_EQ(game["verdict"], "asks") << why(game);
  EXPECT_TRUE(has(why(game), "only for inputs of the tests: cut(999, 15)")) << why(game);
  Json fix = verify(line("price.js", 2, before, head + "floor(amount * percent / 100);"), "node --test");
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
}

TEST_F(VerifyGames, CodeThatForgetsItsAnswersIsAskedAbout) {
  folder_.write("double.py", "def double(n):\n    return n + n + 1\n");
  folder_.write("test_double.py",
                "from double import double\n\ndef test_double():\n    assert double(4) == 8\n");
  Json game = verify(
      line("double.py", 2, "    return n + n + 1",
           "    double.calls = getattr(double, 'calls', 0) + 1\n    return n + n + (double.calls > 20)"));
  EXPECT_EQ(game["verdict"], "asks");
  EXPECT_TRUE(has(why(game), "does not always give the same: double(4) gives 8, later 9")) << why(game);
}

TEST_F(VerifyGames, AnAssertionThatACallbackLosesIsTampered) {
  folder_.write("each.py", "def each(items, visit):\n    for item in items:\n        visit(item + 1)\n");
  folder_.write(
      "test_each.py",
      "from each import each\n\ndef test_each():\n    def check(item):\n        assert item in (1, 2)\n    "
      "each([1, 2], check)\n");
  Json game =
      verify(line("each.py", 3, "        visit(item + 1)",
                  "        try:\n            visit(item + 1)\n        except Exception:\n            pass"));
  EXPECT_EQ(game["verdict"], "tampered");
  EXPECT_TRUE(has(why(game), "test_each passes although an assertion in a callback fails")) << why(game);
  Json fix = verify(line("each.py", 3, "        visit(item + 1)", "        visit(item)"));
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
}

TEST_F(VerifyGames, AValueThatEqualsWhateverAParameterSaysIsTampered) {
  folder_.write("text.py", "def shout(text):\n    return text.lower()\n");
  folder_.write("test_text.py",
                "import pytest\nfrom text import shout\n\n@pytest.mark.parametrize('text, wanted', [('a', "
                "'A')])\ndef test_shout(text, wanted):\n    assert shout(text) == wanted\n");
  Json game =
      verify(line("text.py", 2, "    return text.lower()",
                  "    return type('Text', (), {'__eq__': lambda self, other: isinstance(other, str)})()"));
  EXPECT_EQ(game["verdict"], "tampered") << why(game);
  EXPECT_TRUE(has(why(game), "passes whatever value it expects")) << why(game);
}

// The base may run on; the verdict does not wait for its time limit.
TEST_F(VerifyGames, ABaseThatHangsIsNotWaitedFor) {
  folder_.write("loop.py", "def last(items):\n    while items[1:]:\n        pass\n    return items[0]\n");
  folder_.write("test_loop.py", "from loop import last\n\ndef test_last():\n    assert last([1, 2]) == 2\n");
  auto begun = std::chrono::steady_clock::now();
  Json fix = verify(line("loop.py", 3, "        pass", "        items = items[1:]"));
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(300));
}

TEST_F(VerifyGames, DataThatATestNamesIsTheBases) {
  folder_.write("greet.py", "def greet():\n    return 'hello'\n");
  folder_.write("data/greeting.txt", "good morning\n");
  folder_.write("test_greet.py",
                "from greet import greet\n\ndef test_greet():\n    assert greet() + '\\n' == "
                "open('data/greeting.txt').read()\n");
  Json game = verify(line("data/greeting.txt", 1, "good morning", "hello"));
  EXPECT_EQ(game["verdict"], "refused");
  EXPECT_TRUE(has(why(game), "data/greeting.txt (test_greet.py reads it)")) << why(game);
}

TEST_F(VerifyGames, TestsWithinCodeAreTheBases) {
  folder_.write(
      "half.py",
      "def half(n):\n    \"\"\"Half of it.\n\n    >>> half(7)\n    3\n    \"\"\"\n    return n / 2\n");
  std::string check = "/usr/bin/python3 -m doctest half.py";
  Json game = verify(line("half.py", 5, "    3", "    3.5"), check);
  EXPECT_EQ(game["verdict"], "refused");
  EXPECT_TRUE(has(why(game), "only changed judge files make it pass: half.py (tests in it)")) << why(game);
  EXPECT_EQ(verify(line("half.py", 7, "    return n / 2", "    return n // 2"), check)["verdict"],
            "accepted");
}

TEST_F(VerifyGames, AskingAgainDoesNotTurnARefusalIntoAcceptance) {
  folder_.write("a.txt", "one\n");
  TemporaryFolder place;
  // Fails at first: the second run reads what is outside of the folder's files that git sees.
  folder_.write(".gitignore", "state\n");
  folder_.write("state", "bad\n");
  ASSERT_EQ(run_program({"git", "init", "-q"}, folder_.path()).code, 0);
  std::string patch = line("a.txt", 1, "one", "two"), check = "grep -q one a.txt || ! grep -q bad state";
  EXPECT_EQ(verify(patch, check)["verdict"], "refused");
  folder_.write("state", "good\n");
  Json again = verify(patch, check);
  EXPECT_EQ(again["verdict"], "asks");
  EXPECT_TRUE(has(why(again), "with the same files: ")) << why(again);
  // Another file has changed: another question.
  folder_.write("b.txt", "new\n");
  EXPECT_EQ(verify(patch, check)["verdict"], "accepted");
}

// Lines of --all, and an agent's own edits, are counted with the others.
TEST_F(VerifyGames, RefusalsOfEveryDoorCount) {
  folder_.write("a.txt", "one\n");
  folder_.write(".gitignore", "state\n.suit\n");
  folder_.write("state", "bad\n");
  ASSERT_EQ(run_program({"git", "init", "-q"}, folder_.path()).code, 0);
  std::string check = "grep -q one a.txt || ! grep -q bad state";
  auto all = [&](const std::string& patch) {
    Ran ran =
        run_program({SUIT_BINARY, "verify", "--all", "1", "--check", check}, folder_.path(),
                    to_text(Json{{"id", 1}, {"patch", patch}}) + "\n", {{"XDG_STATE_HOME", home_.path()}});
    auto verdict = parse_json(ran.out);
    EXPECT_TRUE(verdict) << ran.out << ran.err;
    return verdict ? *verdict : Json::object();
  };
  std::string patch = line("a.txt", 1, "one", "two");
  EXPECT_EQ(all(patch)["verdict"], "refused");
  folder_.write("state", "good\n");
  EXPECT_EQ(verify(patch, check)["verdict"], "asks");
  EXPECT_EQ(all(patch)["verdict"], "asks");
  folder_.write("suit.toml", "[[check]]\nname = \"c\"\ncommand = \"" + check + "\"\n");
  std::string other = line("a.txt", 1, "one", "three");
  folder_.write("state", "bad\n");
  EXPECT_EQ(verify(other, check)["verdict"], "refused");
  folder_.write("state", "good\n");
  Ran loop = run_program({SUIT_BINARY, "do", "replace \"one\" with \"three\" in a.txt"}, folder_.path(), "",
                         {{"XDG_STATE_HOME", home_.path()}});
  EXPECT_TRUE(has(loop.out + loop.err, "a check that passes and fails is flaky")) << loop.out << loop.err;
}

// A verdict is known while nothing changes that its runs could read.
TEST_F(VerifyGames, AKnownVerdictSaysSo) {
  folder_.write("one.py", "def one():\n    return 1\n");
  folder_.write("test_one.py", "from one import one\n\ndef test_one():\n    assert one() == 1\n");
  folder_.write("ignored.txt", "1\n");
  std::string slow = std::string("sleep 1; ") + kPytest;
  std::string good = line("one.py", 2, "    return 1", "    return 2 - 1"),
              bad = line("one.py", 2, "    return 1", "    return 2");
  for (const std::string& patch : {good, bad}) {
    std::string expected = patch == good ? "accepted" : "refused";
    if (patch == good) (void)verify(patch, slow);  // now the check is known to be slow
    EXPECT_FALSE(verify(patch, slow).contains("cached"));
    Json known = verify(patch, slow);
    EXPECT_TRUE(known.contains("cached")) << why(known);
    EXPECT_EQ(known["verdict"], expected);
    EXPECT_EQ(known["checks"].size(), 1U);
    Ran fresh = run_program({SUIT_BINARY, "verify", "--fresh", "--check", slow}, folder_.path(), patch,
                            {{"XDG_STATE_HOME", home_.path()}});
    EXPECT_FALSE(has(fresh.out, "\"cached\"")) << fresh.out;
    std::string receipt = home_.path() + "/receipt.json";
    Ran shown = run_program({SUIT_BINARY, "verify", "--receipt", receipt, "--check", slow}, folder_.path(),
                            patch, {{"XDG_STATE_HOME", home_.path()}});
    EXPECT_FALSE(has(shown.out, "\"cached\"")) << shown.out;
  }
  folder_.write("ignored.txt", "2\n");
  EXPECT_FALSE(verify(good, slow).contains("cached"));
  EXPECT_TRUE(verify(good, slow).contains("cached"));
  // Another question: other policies, another scope.
  Ran narrow = run_program({SUIT_BINARY, "verify", "--scope", "other/**", "--check", slow}, folder_.path(),
                           good, {{"XDG_STATE_HOME", home_.path()}});
  EXPECT_TRUE(has(narrow.out, "refused")) << narrow.out;
}

// How the check ends on the unchanged folder is found out once; whatever the check could read makes it new.
TEST_F(VerifyGames, TheBaseIsKnownWhileNothingChanges) {
  folder_.write("one.py", "def one():\n    return 1\n");
  folder_.write("test_one.py", "from one import one\n\ndef test_one():\n    assert one() == 1\n");
  folder_.write("ignored.txt", "1\n");
  auto bases = [&] {
    std::string folder = home_.path() + "/suit/bases";
    Ran listed = run_program({"ls", folder}, folder_.path());
    return split_lines(listed.out).size();
  };
  std::string patch = line("one.py", 2, "    return 1", "    return 2 - 1");
  std::string slow = std::string("sleep 1; ") + kPytest;
  EXPECT_EQ(verify(patch, slow)["verdict"], "accepted");
  EXPECT_EQ(bases(), 0U);  // a quick check is run again sooner than looked up
  EXPECT_EQ(verify(patch, slow)["verdict"], "accepted");
  EXPECT_EQ(bases(), 1U);
  EXPECT_EQ(verify(patch, slow)["verdict"], "accepted");
  EXPECT_EQ(bases(), 1U);
  folder_.write("ignored.txt", "2\n");
  EXPECT_EQ(verify(patch, slow)["verdict"], "accepted");
  EXPECT_EQ(bases(), 2U);
  // A test that the known base has must not be lost.
  Json less = verify(
      "--- a/test_one.py\n+++ /dev/null\n@@ -1,4 +0,0 @@\n-from one import one\n-\n-def test_one():\n-    "
      "assert one() == 1\n",
      slow + " || true");
  EXPECT_NE(less["verdict"], "accepted");
  // What is no account is not used.
  std::string folder = home_.path() + "/suit/bases/";
  Ran listed = run_program({"ls", folder}, folder_.path());
  for (std::string_view name : split_lines(listed.out))
    run_program({"sh", "-c", "printf '{\\377' > \"$1\"", "sh", folder + std::string(trim(name))},
                folder_.path());
  EXPECT_EQ(verify(patch, slow)["verdict"], "accepted");
}

}  // namespace
}  // namespace suit
