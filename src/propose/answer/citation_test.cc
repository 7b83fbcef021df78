#include "propose/answer/citation.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

const std::vector<Source> kSources = {
    {"src/cache.c", 10,
     "// The cache holds at most 64 entries; the oldest\n// goes first when it is full.\nint "
     "cache_put(struct cache *c, int key);\n\nint unrelated(void);\n"},
    {"docs/limits.md", 1,
     "# Limits\n\nA request of more than **8 MB** is refused with “413 Too Large”.\n\nConnections are closed "
     "after 30 seconds without a byte.\n"},
};

std::string removed_for(const StatedClaim& claim, const std::string& question = "") {
  CheckedClaims checked = check_claims({claim}, kSources, question);
  return checked.removed.empty() ? "" : checked.removed[0].why;
}

TEST(Citation, AQuoteThatIsThereIsFoundWithItsLines) {
  CheckedClaims checked = check_claims(
      {{"When the cache is full, the oldest entry goes first.", 0, "the oldest goes first when it is full"}},
      kSources, "");
  ASSERT_EQ(checked.kept.size(), 1u);
  EXPECT_EQ(checked.kept[0].source, 0u);
  EXPECT_EQ(checked.kept[0].first_line, 10u);
  EXPECT_EQ(checked.kept[0].last_line, 11u);
  EXPECT_EQ(checked.kept[0].quote, "the oldest\n// goes first when it is full");
}

TEST(Citation, BlanksMarksAndOmissionsDoNotCount) {
  for (const char* quote :
       {"A request of more than 8 MB is refused", "more than **8 MB**  is\nrefused with \"413 Too Large\".",
        "A request … is refused with", "\"a request of more than 8 MB ... refused\""})
    EXPECT_EQ(removed_for({"Requests of more than 8 MB are refused.", 1, quote}), "") << quote;
}

TEST(Citation, TheWrongSourceIsCorrected) {
  for (size_t named : {size_t{0}, size_t{7}, SIZE_MAX}) {
    CheckedClaims checked = check_claims({{"Connections without a byte are closed after 30 seconds.", named,
                                           "Connections are closed after 30 seconds"}},
                                         kSources, "");
    ASSERT_EQ(checked.kept.size(), 1u);
    EXPECT_EQ(checked.kept[0].source, 1u);
    EXPECT_EQ(checked.kept[0].first_line, 5u);
  }
}

TEST(Citation, WhatDoesNotHoldIsThrownAwayWithTheReason) {
  EXPECT_EQ(removed_for({"The cache holds at most 64 entries.", 0, "the cache holds up to 64 entries"}),
            "its quote is nowhere in the sources");
  EXPECT_EQ(removed_for({"The cache holds at most 64 entries.", 0, ""}), "it quotes nothing");
  EXPECT_EQ(removed_for({"The cache holds at most 64 entries.", 0, "64"}),
            "its quote is too short to say anything");
  EXPECT_EQ(removed_for({"Passwords are stored as salted hashes.", 0, "The cache holds at most 64 entries"}),
            "what it quotes has little to do with it");
  EXPECT_EQ(removed_for({"The cache holds at most 128 entries.", 0, "The cache holds at most 64 entries"}),
            "it names 128, which is not in what it quotes");
  EXPECT_EQ(removed_for({"The cache `evict_all` removes the oldest entries.", 0,
                         "the oldest goes first when it is full"}),
            "it names evict_all, which is not in what it quotes");
  EXPECT_EQ(removed_for({"The cacheManager drops the oldest entries of the cache.", 0,
                         "the oldest goes first when it is full"}),
            "it names cachemanager, which is not in what it quotes");
  // A quote from elsewhere does not support it, even from the right source.
  EXPECT_EQ(removed_for({"The oldest entry goes first.", 0, "int unrelated(void)"}),
            "what it quotes has little to do with it");
}

TEST(Citation, NamesOfTheQuestionMayBeRepeated) {
  EXPECT_NE(removed_for({"HTTP2 requests of more than 8 MB are refused.", 1,
                         "A request of more than 8 MB is refused"}),
            "");
  EXPECT_EQ(removed_for({"In 2024 requests of more than 8 MB are refused.", 1,
                         "A request of more than 8 MB is refused"},
                        "what was refused in 2024?"),
            "");
}

TEST(Citation, OddInputs) {
  EXPECT_TRUE(check_claims({}, kSources, "").kept.empty());
  EXPECT_TRUE(check_claims({{"  ", 0, "x"}}, kSources, "").removed.empty());
  EXPECT_EQ(removed_for({"\xFF\xFE", 0, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"}),
            "its quote is nowhere in the sources");
  EXPECT_EQ(check_claims({{"a", 0, "aaaaaaaaaaaa"}}, {}, "").removed.size(), 1u);
  EXPECT_EQ(removed_for({"x", 0, std::string(100'000, '.')}), "it quotes nothing");
}

}  // namespace
}  // namespace suit
