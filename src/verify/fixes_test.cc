#include "verify/fixes.h"

#include "support/testing.h"

namespace suit {
namespace {

TEST(Fixes, ATestIsNamedByItsLastParts) {
  for (const char* wanted :
       {"tests/test_gcd.py::TestGcd::test_gcd[1-2]", "tests/test_gcd.py::TestGcd::test_gcd",
        "test_gcd.py::TestGcd::test_gcd", "TestGcd::test_gcd", "test_gcd", "test_gcd[1-2]"})
    EXPECT_TRUE(is_named(wanted, "tests/test_gcd.py::TestGcd::test_gcd[1-2]")) << wanted;
  for (const char* wanted : {"gcd", "", "test_gcd[1]", "tests/test_gcd.py", "TestGcd"})
    EXPECT_FALSE(is_named(wanted, "tests/test_gcd.py::TestGcd::test_gcd[1-2]")) << wanted;
  EXPECT_TRUE(is_named("gcd of zero", "tests/gcd.test.js gcd of zero"));
  EXPECT_FALSE(is_named("zero", "tests/gcd.test.js gcd of zero")) << "a part of a title";
  EXPECT_TRUE(is_named("gcd > of > zero", "tests/gcd.test.js gcd of zero")) << "as Vitest prints it";
  EXPECT_TRUE(is_named("tests/gcd.test.js > gcd > of zero", "tests/gcd.test.js gcd of zero"));
  EXPECT_TRUE(is_named("gcd › of zero", "tests/gcd.test.js gcd of zero")) << "as Jest prints it";
  EXPECT_FALSE(is_named("of > zero", "tests/gcd.test.js gcd of zero"));
  EXPECT_TRUE(is_named("Zero", "Gcd.Zero"));
  EXPECT_TRUE(is_named("zero", "TestGcd/zero"));
  EXPECT_TRUE(is_named("gcd_of_zero", "tests::gcd_of_zero"));
}

Account account_of(std::map<std::string, TestOutcome> tests) {
  return {.tests = std::move(tests)};
}

TEST(Fixes, WhereNothingCouldBeBuiltAllTestsWereRed) {
  Account nothing, passes = account_of({{"Gcd.Zero", TestOutcome::kPassed}});
  TestAccounts check{
      .base = nothing, .base_failed = true, .base_again = nothing, .patched = passes, .by_base = passes};
  EXPECT_EQ(must(examine_fix("Zero", {check})).kind, FixFinding::Kind::kFixed);
  // Unless the patch itself may bring the test.
  check.tests_in_code = true;
  EXPECT_EQ(must(examine_fix("Zero", {check})).kind, FixFinding::Kind::kUnsure);
  check.base_failed = check.tests_in_code = false;
  EXPECT_EQ(must(examine_fix("Zero", {check})).kind, FixFinding::Kind::kUnsure);
}

TEST(Fixes, EveryTestOfTheNameMustPass) {
  using enum TestOutcome;
  TestAccounts check{.base = account_of({{"a.py::t[1]", kFailed}, {"a.py::t[2]", kPassed}})};
  check.base_again = check.base;
  check.by_base = check.patched = account_of({{"a.py::t[1]", kPassed}, {"a.py::t[2]", kPassed}});
  EXPECT_EQ(must(examine_fix("t", {check})).kind, FixFinding::Kind::kFixed);
  EXPECT_EQ(must(examine_fix("t[2]", {check})).text, "a.py::t[2] passes on the unchanged folder");
  check.by_base = check.patched = account_of({{"a.py::t[1]", kPassed}, {"a.py::t[2]", kFailed}});
  EXPECT_EQ(must(examine_fix("t", {check})).text, "a.py::t[2] fails with the patch");
  check.by_base = check.patched = account_of({{"a.py::t[1]", kSkipped}, {"a.py::t[2]", kPassed}});
  EXPECT_EQ(must(examine_fix("t", {check})).text, "a.py::t[1] is skipped with the patch");
  check.by_base = check.patched = account_of({{"a.py::t[2]", kPassed}});
  EXPECT_EQ(must(examine_fix("t", {check})).text, "a.py::t[1] does not run with the patch");
}

}  // namespace
}  // namespace suit
