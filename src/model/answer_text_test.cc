#include "model/answer_text.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace suit {
namespace {

// Feeds the pieces and returns the text shown after each.
std::vector<std::string> shown(AnswerText& text, const std::vector<std::string>& pieces) {
  std::vector<std::string> all;
  for (const std::string& piece : pieces) {
    text.add(piece);
    all.emplace_back(text.fresh());
  }
  text.end();
  all.emplace_back(text.fresh());
  return all;
}

TEST(AnswerText, ShowsWholeCharactersOnly) {
  AnswerText text({});
  EXPECT_EQ(shown(text, {"a\xC3", "\xA9", "\xE2\x82", "\xAC!"}),
            (std::vector<std::string>{"a", "é", "", "€!", ""}));
}

TEST(AnswerText, BytesThatAreNoCharacterBecomeOneThatSaysSo) {
  AnswerText text({});
  shown(text, {"a\xFF", "b\xC3", "c", "\xED\xA0\x80", "\xC0\x80", "\xF0\x9F\x98"});
  EXPECT_TRUE(is_utf8(text.text())) << text.text();
  EXPECT_EQ(text.text().substr(0, 8),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_TRUE(text.text().ends_with("\xEF\xBF\xBD"));
}

TEST(AnswerText, StopsBeforeAStopAndNeverShowsAPartOfOne) {
  AnswerText text({"END", "\n\n"});
  EXPECT_EQ(shown(text, {"one E", "N", "t E", "ND two"}),
            (std::vector<std::string>{"one ", "", "ENt ", "", ""}));
  EXPECT_TRUE(text.stopped());
  EXPECT_EQ(text.text(), "one ENt ");
}

TEST(AnswerText, TheFirstOfSeveralStopsCounts) {
  AnswerText text({"second", "first"});
  text.add("a first and a second");
  EXPECT_EQ(text.text(), "a ");
  text.add("more");
  EXPECT_EQ(text.text(), "a ");
}

TEST(AnswerText, WhatLookedLikeAStopIsShownAtTheEnd) {
  AnswerText text({"END", ""});
  EXPECT_EQ(shown(text, {"the EN"}), (std::vector<std::string>{"the ", "EN"}));
  EXPECT_FALSE(text.stopped());
}

TEST(AnswerText, AStopThatComesByteByByteIsFound) {
  AnswerText text({"</é>"});
  for (char c : std::string("x</é>y")) text.add(std::string(1, c));
  EXPECT_TRUE(text.stopped());
  EXPECT_EQ(text.text(), "x");
}

}  // namespace
}  // namespace suit
