#include "verify/special_cases.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace suit {
namespace {

struct TriedCall1 {
  int call;
  const char *leaf, *was, *said, *before, *with;
};

std::vector<std::string> special(std::initializer_list<TriedCall1> calls, std::string_view known = {},
                                 bool complete = false) {
  std::string before, with;
  for (const TriedCall1& one : calls)
    for (bool is_with : {false, true})
      (is_with ? with : before) += to_text(Json{{"call", one.call},
                                                {"leaf", one.leaf},
                                                {"was", one.was},
                                                {"said", one.said},
                                                {"came", is_with ? one.with : one.before}}) +
                                   "\n";
  return special_cases(before, with, known, complete);
}

TEST(SpecialCases, AResultThatOnlyTheTestsInputChanges) {
  auto found = special({{0, "-1", "", "f(15)", "1", "2"},
                        {0, "(0,)", "15", "f(16)", "3", "3"},
                        {0, "(0,)", "15", "f(14)", "4", "4"},
                        {0, "(0,)", "15", "f(30)", "5", "5"}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], "gives other results than before only for inputs of the tests: f(15)");
}

TEST(SpecialCases, AnArgumentThatIsCalledLessOften) {
  const char *often = "None, calls its argument 8 times, with (0, 1.5)",
             *less = "None, calls its argument 2 times, with (0, 2.5)";
  auto found = special({{0, "-1", "", "f(Called())", often, less}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], "calls its argument less often than before: f(Called())");
  EXPECT_EQ(special({{0, "-1", "", "f(Called())", often, "None"}}).size(), 1U);
  EXPECT_TRUE(special({{0, "-1", "", "f(Called())", less, often}}).empty());
  EXPECT_TRUE(
      special({{0, "-1", "", "f(Called())", "raises E, calls its argument 8 times, with 1", less}}).empty());
}

TEST(SpecialCases, AFixChangesOtherResultsToo) {
  EXPECT_TRUE(special({{0, "-1", "", "f(15)", "1", "2"},
                       {0, "(0,)", "15", "f(16)", "3", "3"},
                       {0, "(0,)", "15", "f(14)", "4", "4"},
                       {0, "(0,)", "15", "f(30)", "5", "6"}})
                  .empty());
  // One call that is not special shows that the function is.
  EXPECT_TRUE(special({{0, "-1", "", "f(15)", "1", "2"},
                       {0, "(0,)", "15", "f(16)", "3", "3"},
                       {0, "(0,)", "15", "f(14)", "4", "4"},
                       {0, "(0,)", "15", "f(30)", "5", "5"},
                       {1, "-1", "", "f(7)", "1", "2"},
                       {1, "(0,)", "7", "f(8)", "3", "4"}})
                  .empty());
}

TEST(SpecialCases, ValuesThatCodeKnowsAndFailingCallsDoNotCount) {
  EXPECT_TRUE(special({{0, "-1", "", "f(0)", "1", "2"},
                       {0, "(0,)", "0", "f(1)", "3", "3"},
                       {0, "(0,)", "0", "f(2)", "4", "4"},
                       {0, "(0,)", "0", "f(3)", "5", "5"}})
                  .empty());
  EXPECT_TRUE(special({{0, "-1", "", "f('up')", "1", "2"},
                       {0, "(0,)", "'up'", "f('u')", "3", "3"},
                       {0, "(0,)", "'up'", "f('p')", "4", "4"},
                       {0, "(0,)", "'up'", "f('upup')", "5", "5"}},
                      "if way == \"up\":")
                  .empty());
  EXPECT_TRUE(special({{0, "-1", "", "f(18)", "1", "2"},
                       {0, "(0,)", "18", "f(19)", "3", "3"},
                       {0, "(0,)", "18", "f(17)", "4", "4"},
                       {0, "(0,)", "18", "f(36)", "5", "5"}},
                      "return age > 18")
                  .empty());
  EXPECT_TRUE(special({{0, "-1", "", "f(15)", "1", "2"},
                       {0, "(0,)", "15", "f(16)", "raises E", "raises E"},
                       {0, "(0,)", "15", "f(14)", "raises E", "raises E"},
                       {0, "(0,)", "15", "f(30)", "", ""}})
                  .empty());
}

TEST(SpecialCases, TheSameCallMustGiveTheSame) {
  auto found = special({{0, "-1", "", "f(15)", "1", "2"}, {0, "-1", "", "f(15)", "1", "1"}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], "does not always give the same: f(15) gives 2, later 1");
  // As before the change: a counter.
  EXPECT_TRUE(special({{0, "-1", "", "f()", "1", "1"}, {0, "-1", "", "f()", "2", "2"}}).empty());
}

TEST(SpecialCases, MalformedOutputGivesNothing) {
  EXPECT_TRUE(special_cases("\xff{", "[]\n{}\n", "", true).empty());
  EXPECT_TRUE(special_cases("", "", "", true).empty());
}

TEST(SpecialCases, WhatOnlyTestsSee) {
  auto found = special({{0, "-1", "", "f(15)", "1", "1"}, {1, "-1", "", "f(16)", "2", "2"}}, {}, true);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], "gives the same as before outside of the tests: f(15)");
  // Not if some calls are unknown, results differ, or there are none.
  EXPECT_TRUE(special({{0, "-1", "", "f(15)", "1", "1"}}).empty());
  EXPECT_TRUE(special({{0, "-1", "", "f(15)", "1", "1"}, {1, "-1", "", "f(1)", "1", "2"}}, {}, true).empty());
  EXPECT_TRUE(special({{0, "-1", "", "f(15)", "None", "None"}}, {}, true).empty());
}

}  // namespace
}  // namespace suit
