#include "verify/check_order.h"

#include "support/testing.h"

namespace suit {
namespace {

class CheckOrder : public testing::Test {
 protected:
  void ran(const std::string& name, const std::string& outcome, int64_t duration_ms, int times) {
    for (int i = 0; i < times; ++i)
      must(ledger_->append(
          {.kind = "check", .body = {{"name", name}, {"outcome", outcome}, {"duration_ms", duration_ms}}}));
  }
  std::string order(const std::vector<std::string>& names) {
    std::vector<Check> checks;
    for (const std::string& name : names) checks.push_back({name, name, {}});
    std::string text;
    for (const Check& check : must(quickest_to_refuse(checks, *ledger_))) text += check.name + " ";
    return text;
  }
  std::unique_ptr<Ledger> ledger_ = must(Ledger::open(":memory:", LedgerMode::kCreate));
};

TEST_F(CheckOrder, StaysWithNothingKnown) {
  EXPECT_EQ(order({"tests", "lint", "build"}), "tests lint build ");
}

TEST_F(CheckOrder, TheQuickAndTheStrictComeFirst) {
  ran("tests", "failed", 10'000, 10);
  ran("lint", "passed", 200, 10);
  EXPECT_EQ(order({"tests", "lint"}), "lint tests ");  // 0.2 s, one in 12, before 10 s, nearly always
  ran("lint", "passed", 200, 800);
  EXPECT_EQ(order({"tests", "lint"}), "tests lint ");
  EXPECT_EQ(order({"tests", "other", "lint"}), "other tests lint ");
}

TEST_F(CheckOrder, AFailureThatWasThereBeforeIsNoRefusal) {
  ran("a", "failed_before", 100, 50);
  ran("b", "failed", 100, 50);
  EXPECT_EQ(order({"a", "b"}), "b a ");
}

}  // namespace
}  // namespace suit
