#include "propose/repair/search.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>

namespace suit::repair {
namespace {

class SearchTest : public testing::Test {
 protected:
  SearchTest() : source_(*Source::parse("a.py", FileVersion::file(kText, 0644), Grammar::kPython)) {
    heat_.warm("a.py", 4, 1);
    naturalness_.learn(kText);
  }
  // The judge accepts exactly the texts in `right`.
  Result<SearchOutcome> run(const std::set<std::string>& right, SearchOptions options = {}) {
    options.parallel = 4;
    JudgeCandidate scripted = [&](const Candidate& candidate) -> Result<bool> {
      std::string text = candidate.text();
      std::lock_guard lock(mutex_);
      judged_.push_back(text);
      return right.contains(text);
    };
    return search({&source_}, heat_, naturalness_, scripted, options);
  }
  static constexpr const char* kText = "def f(a, b):\n    if a < b:\n        return a\n    return b + 1\n";
  Source source_;
  Heat heat_;
  Naturalness naturalness_;
  std::mutex mutex_;
  std::vector<std::string> judged_;
};

TEST_F(SearchTest, FindsWhatIsRightAndJudgesNothingTwice) {
  std::string right = "def f(a, b):\n    if a <= b:\n        return a\n    return b + 1\n";
  auto outcome = run({right}, {.budget_ms = 3'000});
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->plausible.size(), 1u);
  EXPECT_EQ(outcome->plausible[0].text(), right);
  EXPECT_EQ(outcome->plausible[0].in_words(), "a.py:2 operator: < becomes <=");
  EXPECT_EQ(outcome->judged, judged_.size());
  EXPECT_EQ(std::set<std::string>(judged_.begin(), judged_.end()).size(), judged_.size());
  for (const std::string& text : judged_)
    EXPECT_FALSE(SyntaxTree::parse(Grammar::kPython, text)->root().has_error()) << text;
}

TEST_F(SearchTest, PairsAreTriedWhereNoSingleEditDoes) {
  auto outcome =
      run({"def f(a, b):\n    if a > b:\n        return a\n    return b - 1\n"}, {.budget_ms = 60'000});
  ASSERT_TRUE(outcome);
  ASSERT_FALSE(outcome->plausible.empty());
  EXPECT_EQ(outcome->plausible[0].changes.size(), 2u);
}

// A long program's edits are generated in bands, the most suspicious first; the size limit drops none.
TEST_F(SearchTest, HotLinesComeFirstAndColdOnesAfterThem) {
  std::string text;
  for (int i = 0; i < 120; ++i) text += "def f" + std::to_string(i) + "(a, b):\n    return a < b\n";
  Source source = *Source::parse("long.py", FileVersion::file(text, 0644), Grammar::kPython);
  std::vector<size_t> every;
  for (size_t line = 2; line <= 240; line += 2) every.push_back(line);
  TestRun fails{.name = "fails", .failed = true, .lines = {{"long.py", {232, 234, 236, 240}}}},
      outside{.lines = {{"long.py", every}}};
  Heat heat = Heat::of({fails, outside}, "", [](const std::string&) { return true; });
  auto with = [&](size_t line) {
    size_t at = text.find("a < b", source.line_begin(line));
    return std::string(text).replace(at, 5, "a <= b");
  };
  for (size_t line : {size_t{240}, size_t{40}}) {
    std::atomic<size_t> judged = 0, rank = 0;
    JudgeCandidate scripted = [&](const Candidate& candidate) -> Result<bool> {
      ++judged;
      if (candidate.text() != with(line)) return false;
      rank = judged.load();
      return true;
    };
    auto outcome = search({&source}, heat, naturalness_, scripted, {.budget_ms = 60'000});
    ASSERT_TRUE(outcome);
    ASSERT_FALSE(outcome->plausible.empty()) << line;
    EXPECT_EQ(rank < 40, line == 240) << rank;
  }
}

TEST_F(SearchTest, KeepsToItsBounds) {
  auto few = run({}, {.most = 10});
  ASSERT_TRUE(few);
  EXPECT_GE(few->judged, 10u);
  EXPECT_LE(few->judged, 14u);  // those in progress
  EXPECT_GT(few->left, 0u);
  std::atomic<bool> cancelled = true;
  auto none = run({}, {.cancelled = &cancelled});
  ASSERT_TRUE(none);
  EXPECT_EQ(none->judged, 0u);
}

TEST_F(SearchTest, AnErrorOfTheJudgeEndsIt) {
  JudgeCandidate broken = [](const Candidate&) -> Result<bool> {
    return Error{ErrorCode::kIo, "the disk is gone"};
  };
  auto outcome = search({&source_}, heat_, naturalness_, broken, {.parallel = 4});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace suit::repair
