#include "propose/repair/behaviour.h"

#include <gtest/gtest.h>

namespace suit::repair {
namespace {

std::string came(const std::string& said, const std::string& text, int far = 0) {
  return to_text({{"said", said}, {"came", text}, {"far", far}}) + "\n";
}

TEST(Behaviours, TheCallToAskAboutIsPlainAndNear) {
  std::string one = came("f(1)", "1") + came("f(9, 9)", "2", 1) + came("f(3)", "3", 2) + came("f(4)", "4");
  std::string other =
      came("f(1)", "1") + came("f(9, 9)", "8", 1) + came("f(3)", "8", 2) + came("f(4)", "raises TypeError");
  Behaviours behaviours = Behaviours::read({one, other, one}, one);
  EXPECT_EQ(behaviours.calls().size(), 4u);
  EXPECT_TRUE(behaviours.alike(0, 2));
  EXPECT_FALSE(behaviours.alike(0, 1));
  ASSERT_TRUE(behaviours.parting({0, 1}));
  EXPECT_EQ(behaviours.parting({0, 1})->said, "f(9, 9)");
  EXPECT_EQ(behaviours.parting({0, 2}), nullptr);
}

TEST(Behaviours, WhatHangsOrChangesFromRunToRunTellsNothing) {
  std::string one = came("f(1)", "1") + came("f(2)", "") + came("f(3)", "0.1");
  std::string other = came("f(1)", "1") + came("f(2)", "7") + came("f(3)", "0.2");
  Behaviours behaviours =
      Behaviours::read({one, other}, came("f(1)", "1") + came("f(2)", "") + came("f(3)", "0.9"));
  ASSERT_EQ(behaviours.calls().size(), 1u);
  EXPECT_TRUE(behaviours.alike(0, 1));
}

TEST(Behaviours, WhatACandidatePrintsIsNoRecord) {
  std::string hostile =
      "{\"said\": 3}\n{\"said\"\n[]\n{\"said\":\"f(1)\",\"came\":[1],\"far\":\"x\"}\n\xff\xfe\n" +
      std::string(100, '{') + "\n";
  EXPECT_TRUE(Behaviours::read({hostile, hostile}, hostile).calls().empty());
  EXPECT_TRUE(Behaviours::read({}, "").calls().empty());
}

// The texts appear in a question and in the ledger.
TEST(Behaviours, WhatWouldNotLookLikeACallAndAValueIsNone) {
  std::string printed;
  for (const std::string& odd : {std::string("f(1)\nasked: yes"), std::string("f\x1b[2J"),
                                 std::string("f(\u202Ex)"), std::string(600, 'f'), std::string()})
    printed += came(odd, "1") + came("g(" + std::to_string(odd.size()) + ")", odd);
  EXPECT_TRUE(Behaviours::read({printed, printed}, printed).calls().empty());
  std::string many;
  for (int i = 0; i < 1000; ++i) many += came("f(" + std::to_string(i) + ")", "1");
  EXPECT_EQ(Behaviours::read({many, many}, many).calls().size(), 300u);
  // Of duplicates, the first counts.
  std::string twice = came("f(1)", "1") + came("f(1)", "2");
  EXPECT_EQ(Behaviours::read({twice, came("f(1)", "1")}, twice).calls().at(0).came.at(0), "1");
}

}  // namespace
}  // namespace suit::repair
