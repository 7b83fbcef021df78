#include "verify/account.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

using Kind = Objection::Kind;

std::string runner(const std::string& records, const std::string& end) {
  std::string text = R"({"began":"pytest","process":7,"run":"a"})"
                     "\n" +
                     records;
  return end.empty() ? text : text + R"({"ended":)" + end + R"(,"run":"a"})" + "\n";
}

std::string test(const std::string& name, const std::string& outcome) {
  return R"({"test":")" + name + R"(","outcome":")" + outcome + R"(","run":"a"})" + "\n";
}

std::vector<Kind> kinds(const Account& account, const Account& base, bool base_passed) {
  std::vector<Kind> kinds;
  for (const Objection& one : objections(account, base, base_passed)) kinds.push_back(one.kind);
  return kinds;
}

const Account kBase = read_account(runner(test("x::one", "passed") + test("x::two", "failed"), "2"));

TEST(Account, ReadsTestsAndIgnoresWhatIsNotARecord) {
  Account account =
      read_account("noise\n[1]\n{\"test\":\"of nobody\",\"outcome\":\"passed\",\"run\":\"b\"}\n" +
                   runner(test("x::one", "passed") + test("x::two", "skipped"), "2"));
  EXPECT_EQ(account.tests, (std::map<std::string, TestOutcome>{{"x::one", TestOutcome::kPassed},
                                                               {"x::two", TestOutcome::kSkipped}}));
  EXPECT_TRUE(account.unfinished.empty());
  EXPECT_TRUE(account.lies.empty());
}

TEST(Account, ARunnerThatDoesNotEndIsUnfinished) {
  Account account = read_account(runner(test("x::one", "passed") + test("x::two", "passed"), ""));
  EXPECT_EQ(account.unfinished.count("pytest"), 1U);
  EXPECT_EQ(kinds(account, kBase, false), std::vector{Kind::kFailure});
}

TEST(Account, LostOrForgedTestsMakeTheCountWrong) {
  EXPECT_EQ(read_account(runner(test("x::one", "passed"), "2")).unfinished.size(), 1U);
  EXPECT_EQ(read_account(runner(test("x::one", "passed") + test("x::two", "passed"), "1")).unfinished.size(),
            1U);
}

TEST(Account, ARunnerMayEndEarlyWhereItDoesOnTheBase) {
  Account base = read_account(runner(test("x::one", "passed"), ""));
  EXPECT_TRUE(objections(base, base, true).empty());
}

TEST(Account, ASentinelWithTheWrongOutcomeIsALie) {
  Account account = read_account(runner(test("x::one", "passed") + test("x::two", "passed") +
                                            R"({"sentinel":"failed","outcome":"passed","run":"a"})" + "\n",
                                        "2"));
  ASSERT_EQ(account.lies.size(), 1U);
  EXPECT_EQ(kinds(account, kBase, false), std::vector{Kind::kTampered});
  // A folder whose own set-up changes outcomes says so on the base too.
  EXPECT_TRUE(objections(account, account, true).empty());
}

TEST(Account, SentinelsThatDoNotRunAreTampering) {
  std::string tests = test("x::one", "passed");
  std::string sentinel = R"({"sentinel":"failed","outcome":"failed","run":"a"})"
                         "\n";
  EXPECT_EQ(kinds(read_account(runner(tests, "1")), read_account(runner(tests + sentinel, "1")), true),
            std::vector{Kind::kTampered});
}

TEST(Account, AFailedTestBehindAnExitStatusOfZeroIsTampering) {
  EXPECT_EQ(kinds(kBase, kBase, false), std::vector{Kind::kTampered});
}

TEST(Account, WhereTheBaseHidesFailuresTooOnlyNewOnesCount) {
  EXPECT_TRUE(objections(kBase, kBase, true).empty());
  Account worse = read_account(runner(test("x::one", "failed") + test("x::two", "failed"), "2"));
  EXPECT_EQ(kinds(worse, kBase, true), std::vector{Kind::kFailure});
}

TEST(Account, TestsOfTheBaseMustRun) {
  Account fewer = read_account(runner(test("x::two", "passed"), "1"));
  EXPECT_EQ(kinds(fewer, kBase, false), std::vector{Kind::kGone});
  Account skipped = read_account(runner(test("x::one", "skipped") + test("x::two", "passed"), "2"));
  EXPECT_EQ(kinds(skipped, kBase, false), std::vector{Kind::kGone});
  EXPECT_NE(objections(skipped, kBase, false)[0].text.find("x::one"), std::string::npos);
}

TEST(Account, OtherCasesOfAParametrisedTestAreTheSameTest) {
  Account base = read_account(runner(test("x::one[1]", "passed") + test("x::one[2]", "passed"), "2"));
  Account other = read_account(runner(test("x::one[3]", "passed") + test("x::one[4]", "passed"), "2"));
  EXPECT_TRUE(objections(other, base, true).empty());
  Account fewer = read_account(runner(test("x::one[2]", "passed"), "1"));
  EXPECT_EQ(kinds(fewer, base, true), std::vector{Kind::kFewer});
  EXPECT_NE(objections(fewer, base, true)[0].text.find("1 case of tests did not run: x::one[1]"),
            std::string::npos);
  Account skips = read_account(runner(test("x::one[1]", "skipped") + test("x::one[2]", "passed"), "2"));
  EXPECT_EQ(kinds(skips, base, true), std::vector{Kind::kFewer});
}

TEST(Account, SkippedTestsThatTheBaseDoesNotReport) {
  Account base = read_account(runner(test("x::one", "failed") + test("x::two", "skipped"), "2"));
  Account account = read_account(
      runner(test("x::one", "passed") + test("x::two", "skipped") + test("x::three", "skipped"), "3"));
  EXPECT_EQ(newly_skipped(account, base), std::vector<std::string>{"x::three"});
}

TEST(Account, AFileThatNowLoadsIsNotGone) {
  for (auto [file, one] : {std::pair("tests/test_x.py", "tests/test_x.py::one"),
                           std::pair("unittest.loader._FailedTest.test_x", "test_x.T.one"),
                           std::pair("tests/x.test.js (file)", "tests/x.test.js x one")}) {
    Account base = read_account(runner(test(file, "failed"), "1"));
    EXPECT_TRUE(objections(read_account(runner(test(one, "passed"), "1")), base, false).empty()) << file;
    EXPECT_EQ(kinds(read_account(runner(test("y::one", "passed"), "1")), base, false),
              std::vector{Kind::kGone})
        << file;
  }
}

TEST(Account, ATestThatIsAlsoSkippedRan) {
  Account base = read_account(runner(test("x::one", "skipped") + test("x::one", "passed"), "2"));
  Account account = read_account(runner(test("x::one", "passed") + test("x::one", "skipped"), "2"));
  EXPECT_EQ(account.tests, base.tests);
  EXPECT_EQ(kinds(account, base, true), std::vector<Kind>());
}

TEST(Account, ATestThatPassedAndFailedIsFlaky) {
  Account base = read_account(runner(test("x::one", "passed"), "1"));
  Account account = read_account(runner(test("x::one", "failed") + test("x::one", "passed"), "2"));
  EXPECT_EQ(kinds(account, base, true), std::vector{Kind::kFlaky});
}

TEST(Account, TurnedGreenIsWhatFailedOrWasNotThere) {
  Account account = read_account(
      runner(test("x::one", "passed") + test("x::two", "passed") + test("x::new", "passed"), "3"));
  EXPECT_EQ(turned_green(account, kBase), (std::vector<std::string>{"x::new", "x::two"}));
}

TEST(Account, NamesOfTestsInTheCode) {
  EXPECT_EQ(test_function("tests/test_x.py::TestX::test_a[1-2.5]"), "test_a");
  EXPECT_EQ(test_function("pkg.TestX.test_a"), "test_a");
  EXPECT_EQ(test_stem("test_x.py::test_a[a]b]"), "test_x.py::test_a");
  EXPECT_EQ(test_function("test_a"), "test_a");
}

}  // namespace
}  // namespace suit
