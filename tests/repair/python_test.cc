// suit fix on Python, through the real binary, with real pytest and real sandboxes.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "support/testing.h"

namespace suit {
namespace {

class PythonRepair : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("search.py", kSearch);
    folder_.write("test_search.py", kTests);
  }
  Ran fix(std::vector<std::string> more = {}, const std::string& budget = "200s") {
    std::vector<std::string> arguments = {"fix", "--check", "/usr/bin/python3 -m pytest -q", "--budget",
                                          budget};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_suit(arguments, folder_.path());
  }
  void say_right() {
    folder_.write("search.py",
                  std::string(kSearch).replace(std::string(kSearch).find("low < high"), 10, "low <= high"));
  }

  static constexpr const char* kSearch =
      "def find(items, wanted):\n"
      "    low, high = 0, len(items) - 1\n"
      "    while low < high:\n"
      "        middle = (low + high) // 2\n"
      "        if items[middle] == wanted:\n"
      "            return middle\n"
      "        if items[middle] < wanted:\n"
      "            low = middle + 1\n"
      "        else:\n"
      "            high = middle - 1\n"
      "    return -1\n";
  static constexpr const char* kTests =
      "import pytest\n"
      "from search import find\n\n"
      "@pytest.mark.parametrize('items, wanted, place', [\n"
      "    ([1, 3, 5], 3, 1), ([1, 3, 5], 5, 2), ([1, 3, 5], 1, 0), ([7], 7, 0), ([], 1, -1), ([1, 2], 9, "
      "-1)])\n"
      "def test_find(items, wanted, place):\n"
      "    assert find(items, wanted) == place\n";
  TemporaryFolder folder_;
};

TEST_F(PythonRepair, AWrongBoundaryIsMendedAndTakenBack) {
  auto before = folder_.snapshot();
  Ran ran = fix({"--yes"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "3 tests of 6")) << ran.out;
  EXPECT_TRUE(has(ran.out, "< becomes <=")) << ran.out;
  EXPECT_TRUE(has(folder_.read("search.py"), "while low <= high:"));
  EXPECT_EQ(folder_.read("test_search.py"), kTests);
  Ran shown = run_suit({"show", "2"}, folder_.path());
  EXPECT_TRUE(has(shown.out, "plausible")) << shown.out;
  EXPECT_EQ(run_suit({"undo"}, folder_.path()).code, 0);
  EXPECT_EQ(folder_.snapshot(), before);  // no watcher, no cache, no leftovers
}

TEST_F(PythonRepair, SaidInWordsAndWithTheFoldersOwnChecks) {
  folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"/usr/bin/python3 -m pytest -q\"\n");
  Ran ran = run_suit({"do", "fix the failing tests", "--yes"}, folder_.path());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(folder_.read("search.py"), "while low <= high:"));
}

TEST_F(PythonRepair, ScopeHoldsToTheLine) {
  folder_.write("search.py", std::string(kSearch) + "\n\ndef other():\n    return 1\n");
  Ran ran = fix({"--yes", "--scope", "search.py:4-11"}, "12s");
  EXPECT_NE(ran.code, 4) << ran.out
                         << ran.err;  // the fault is in line 3: no other line is tried, nothing refused
  EXPECT_TRUE(has(folder_.read("search.py"), "while low < high:")) << ran.out;
}

TEST_F(PythonRepair, TestsThatPassNeedNoRepair) {
  say_right();
  auto before = folder_.snapshot();
  Ran ran = fix();
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "pass already")) << ran.out;
  EXPECT_EQ(folder_.snapshot(), before);
}

TEST_F(PythonRepair, ATestThatHangsIsATestThatFails) {
  folder_.write("search.py",
                "def find(items, wanted):\n    i = 0\n    while i < len(items):\n        if items[i] == "
                "wanted:\n            return i\n"
                "        i += 0\n    return -1\n");
  Ran ran = fix({"--yes"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(folder_.read("search.py"), "i += 1") || has(folder_.read("search.py"), "i = i + 1"))
      << folder_.read("search.py");
}

TEST_F(PythonRepair, HangingTestsKeepWithinAShortBudget) {
  folder_.write("search.py",
                "def find(items, wanted):\n    i = 0\n    while i < len(items):\n        if items[i] == "
                "wanted:\n            return i\n"
                "        i += 0\n    return -1\n");
  auto begun = std::chrono::steady_clock::now();
  Ran ran = fix({"--dry-run"}, "20s");
  EXPECT_TRUE(has(ran.out, "tests of 6"))
      << ran.out << ran.err;  // distinguished, although all took longer than the first time limit
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(120));
}

// A test cut off by the budget is not a failure or a fault location.
TEST_F(PythonRepair, ATestThatIsMerelySlowDoesNotFail) {
  folder_.write("search.py",
                "import time\n\ndef find(items, wanted):\n    time.sleep(1.5)\n    return "
                "items.index(wanted) if wanted in items else -1\n");
  folder_.write("test_search.py",
                "from search import find\n\ndef test_first():\n    assert find([1], 1) == 0\n\ndef "
                "test_none():\n    assert find([1], 2) == -1\n");
  Ran ran = fix({"--dry-run"}, "9s");
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  EXPECT_FALSE(has(ran.out, "fails: 1 test")) << ran.out;
  EXPECT_FALSE(has(ran.out, "the fault may be")) << ran.out;
  EXPECT_TRUE(has(ran.out, "pass already") || has(ran.out, "it is unknown whether it fails")) << ran.out;
  // If another test fails, only that one counts.
  folder_.write("test_search.py",
                "def test_wrong():\n    assert 1 == 2\n\n" + folder_.read("test_search.py"));
  ran = fix({"--dry-run"}, "9s");
  EXPECT_TRUE(has(ran.out, "fails: 1 test of")) << ran.out;
}

// Two candidates pass; one of them changes a value that no test checks.
TEST_F(PythonRepair, WhereNoTestDecidesThePersonIsTold) {
  folder_.write("search.py", "def larger(a, b):\n    if a > b:\n        return b\n    return b\n");
  folder_.write("test_search.py",
                "from search import larger\n\ndef test_first():\n    assert larger(2, 1) == 2\n\ndef "
                "test_second():\n    assert larger(1, 2) == 2\n");
  Ran ran = fix({"--dry-run"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "no test decides between them: larger(") || has(ran.out, "behave alike"))
      << ran.out;
  EXPECT_TRUE(has(ran.out, "where the fault may be")) << ran.out;
  // On a terminal it asks; the answer decides.
  Ran asked = run_suit_on_terminal({"fix", "--check", "/usr/bin/python3 -m pytest -q", "--budget", "100s"},
                                   folder_.path(), {"1", "q", "q"});
  EXPECT_TRUE(has(asked.out, "no test defines the result of larger(") || has(asked.out, "behave alike"))
      << asked.out;
}

TEST_F(PythonRepair, WhatStoodInTheWayIsSaid) {
  folder_.write("test_search.py",
                "import socket\n\ndef test_it():\n    socket.create_connection(('127.0.0.1', 9))\n");
  Ran ran = fix({"--candidates", "20"}, "20s");
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "needs a server that is not running")) << ran.out;
  folder_.write("test_search.py",
                "import socket\n\ndef test_it():\n    socket.create_connection(('host.invalid', 80))\n");
  ran = fix({"--candidates", "20"}, "20s");
  EXPECT_TRUE(has(ran.out, "needs the network")) << ran.out;
}

TEST_F(PythonRepair, NoMoreCandidatesThanAsked) {
  folder_.write("test_search.py",
                "from search import find\n\ndef test_it():\n    assert find([1, 2], 2) == 'never'\n");
  Ran ran = fix({"--candidates", "12"}, "60s");
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "12 candidates judged") || has(ran.out, "13 candidates judged")) << ran.out;
}

TEST_F(PythonRepair, AFlakyTestIsNamedAndLeftOut) {
  // Flaky in every run: depends on the watcher's mode instead of chance.
  folder_.write(
      "test_search.py",
      std::string(kTests) +
          "\ndef test_chance():\n    import os\n    assert os.environ.get('SUIT_WATCHER') != 'list'\n");
  Ran ran = fix({"--yes", "--dry-run"});
  EXPECT_TRUE(has(ran.out, "test_chance is flaky")) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "< becomes <=")) << ran.out;
}

TEST_F(PythonRepair, ASyntaxErrorIsNoReasonToFall) {
  folder_.write("search.py", "def find(items, wanted)\n    return -1\n");
  Ran ran = fix({}, "5s");
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  EXPECT_FALSE(has(ran.err, "CHECK")) << ran.err;
}

TEST_F(PythonRepair, WithoutATestOfItsOwnTheWholeCheckDecides) {
  folder_.write("try.sh",
                "/usr/bin/python3 -c 'from search import find; assert find([7], 7) == 0 and find([1, 2], 2) "
                "== 1 and find([], 1) == -1'\n");
  Ran ran = run_suit({"fix", "--check", "sh try.sh", "--yes", "--budget", "200s"}, folder_.path());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(folder_.read("search.py"), "low <= high")) << folder_.read("search.py");
}

TEST_F(PythonRepair, UnittestIsToldApartToo) {
  folder_.write("test_search.py",
                "import unittest\nfrom search import find\n\nclass T(unittest.TestCase):\n"
                "    def test_one(self):\n        self.assertEqual(find([7], 7), 0)\n"
                "    def test_last(self):\n        self.assertEqual(find([1, 2], 2), 1)\n"
                "    def test_none(self):\n        self.assertEqual(find([], 2), -1)\n");
  Ran ran = run_suit({"fix", "--check", "/usr/bin/python3 -m unittest -q", "--yes", "--budget", "200s"},
                     folder_.path());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "2 tests of 3")) << ran.out;
  EXPECT_TRUE(has(folder_.read("search.py"), "low <= high"));
}

// Candidates are forks of a waiting process only if the check is a single Python program; the verdicts are
// the same.
TEST_F(PythonRepair, ForksStandInForOnePythonProgram) {
  folder_.write("unit.py",
                "import unittest\nfrom search import find\nclass T(unittest.TestCase):\n  def "
                "test_one(self):\n    self.assertEqual(find([1, 3, 5], 5), 2)\n"
                "if __name__ == '__main__':\n  unittest.main()\n");
  folder_.write("plain.py",
                "import sys, os\nfrom search import find\nassert __name__ == '__main__' and sys.argv[1:] == "
                "['a b', 'c'] and os.environ['SHAPE'] == 'x'\n"
                "assert find([1, 3, 5], 5) == 2\n");
  folder_.write("lib/helper.py", "LIMIT = 2\n");
  folder_.write("test_path.py",
                "import helper\nfrom search import find\ndef test_it():\n  assert find([1, 3, 5], 5) == "
                "helper.LIMIT\n");
  folder_.write("run.sh", "exec /usr/bin/python3 -m pytest -q test_search.py\n");
  const std::pair<const char*, bool> kChecks[] = {
      {"pytest -q test_search.py", true},
      {"PYTHONPATH=lib /usr/bin/python3 -m pytest -q \"test_path.py\"", true},
      {"/usr/bin/python3 -m unittest unit", true},
      {"/usr/bin/python3 unit.py", true},
      {"SHAPE=x /usr/bin/python3 plain.py 'a b' c", true},
      {"sh run.sh", false},
      {"/usr/bin/python3 -m unittest unit && true", false},
      {"/usr/bin/python3 -B unit.py", false}};
  for (auto& [check, forks] : kChecks) {
    SCOPED_TRACE(check);
    Ran ran = run_suit({"fix", "--check", check, "--budget", "60s", "--dry-run"}, folder_.path());
    EXPECT_TRUE(has(ran.out, "< becomes <=")) << ran.out << ran.err;
    EXPECT_EQ(has(ran.out + ran.err, "forks of a Python"), forks) << ran.out << ran.err;
  }
}

// If a test behaves differently in a fork, forks are not used.
TEST_F(PythonRepair, ForksThatFareOtherwiseAreNotUsed) {
  folder_.write("test_start.py", "import sys\ndef test_start():\n  assert 'ctypes' not in sys.modules\n");
  Ran ran = fix({"--dry-run"}, "60s");
  EXPECT_TRUE(has(ran.out, "< becomes <=")) << ran.out << ran.err;
  EXPECT_FALSE(has(ran.out + ran.err, "forks of a Python")) << ran.err;
}

TEST_F(PythonRepair, StoppedItChangesNothing) {
  folder_.write("test_search.py",
                "def test_never():\n    from search import find\n    find([1, 2], 2)\n    assert False\n");
  auto before = folder_.snapshot();
  pid_t child = ::fork();
  if (child == 0) {
    ::setenv("SUIT_CONFIG", "/nonexistent", 1);
    int null = ::open("/dev/null", O_WRONLY);
    ::dup2(null, 1);
    ::dup2(null, 2);
    (void)!::chdir(folder_.path().c_str());
    ::execl(SUIT_BINARY, "suit", "fix", "--check", "/usr/bin/python3 -m pytest -q", nullptr);
    ::_exit(127);
  }
  std::this_thread::sleep_for(std::chrono::seconds(4));
  ::kill(child, SIGINT);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130) << status;
  EXPECT_EQ(folder_.snapshot(), before);
}

TEST_F(PythonRepair, BadBudgetsAreRefused) {
  for (const char* budget : {"0", "-1s", "5x", "9999999999999999999s"}) {
    Ran ran = run_suit({"fix", "--check", "true", "--budget", budget}, folder_.path());
    EXPECT_EQ(ran.code, 2) << budget << ran.out << ran.err;
  }
}

}  // namespace
}  // namespace suit
