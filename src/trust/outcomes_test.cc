#include "trust/outcomes.h"

#include "support/testing.h"

namespace suit {
namespace {

class OutcomesTest : public testing::Test {
 protected:
  Sequence task() { return must(ledger_->append({.kind = "task", .body = {{"text", "x"}}})); }
  void call(Sequence about, double money, int64_t tokens) {
    must(ledger_->append(
        {.kind = "call",
         .about = about,
         .body = {{"model", "m"}, {"tokens_in", tokens}, {"tokens_out", 1}, {"money", money}}}));
  }
  Sequence propose(Sequence task, const char* kind) {
    return must(ledger_->append(
        {.kind = "proposal",
         .about = task,
         .body = {{"proposer", "agent@m"}, {"version", "1"}, {"kind", kind}, {"size", "small"}}}));
  }
  Sequence accept(Sequence proposal, const char* manner) {
    must(ledger_->append({.kind = "verdict",
                          .about = proposal,
                          .body = {{"outcome", "accepted"}, {"by", "person"}, {"manner", manner}}}));
    return must(ledger_->append({.kind = "applied", .about = proposal, .body = {{"action", "apply"}}}));
  }
  void reject(Sequence proposal, const char* by) {
    must(ledger_->append(
        {.kind = "verdict", .about = proposal, .body = {{"outcome", "rejected"}, {"by", by}}}));
  }
  std::unique_ptr<Ledger> ledger_ = must(Ledger::open(":memory:", LedgerMode::kCreate));
};

TEST_F(OutcomesTest, CostIsJoinedWithWhatCameOfIt) {
  Sequence one = task();
  call(one, 0.5, 100);
  reject(propose(one, "bug-fix"), "build");  // by a check; the second try is accepted
  call(one, 0.25, 100);
  accept(propose(one, "bug-fix"), "accepted");
  Sequence two = task();
  call(two, 0.25, 98);
  accept(propose(two, "bug-fix"), "unread");
  Sequence three = task();
  call(three, 1, 10);
  Sequence applied = accept(propose(three, "documentation"), "accepted");
  must(ledger_->append({.kind = "applied", .about = applied, .body = {{"action", "undo"}}}));
  call(task(), 2, 10);  // no proposal
  auto outcomes = must(read_outcomes(*ledger_));
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(outcomes[0].kind, "documentation");
  EXPECT_EQ(outcomes[0].undone, 1);
  EXPECT_EQ(outcomes[0].in_force(), 0);
  EXPECT_LT(outcomes[0].cost_of_accepted(), 0);
  const ModelOutcome& fixes = outcomes[1];
  EXPECT_EQ(fixes.model, "m");
  EXPECT_EQ(fixes.kind, "bug-fix");
  EXPECT_EQ(fixes.tasks, 2);
  EXPECT_EQ(fixes.accepted, 1);
  EXPECT_EQ(fixes.unread, 1);
  EXPECT_EQ(fixes.failed, 1);
  EXPECT_EQ(fixes.rejected, 0);
  EXPECT_EQ(fixes.clean, 1);
  EXPECT_EQ(fixes.failures, 1);
  EXPECT_DOUBLE_EQ(fixes.cost_of_accepted(), 0.5) << "1.0 for two changes";
  EXPECT_EQ(outcomes[2].kind, "no proposal");
  EXPECT_EQ(outcomes[2].tasks, 1);
  EXPECT_DOUBLE_EQ(outcomes[2].spent.money, 2);
  EXPECT_DOUBLE_EQ(sum_of(outcomes, "m", "").spent.money, 4);
}

TEST_F(OutcomesTest, WhatCameFromElsewhereIsLeftOut) {
  Sequence one = task();
  call(one, 1, 1);
  accept(propose(one, "bug-fix"), "accepted");
  ledger_->set_foreign_until(must(ledger_->newest()));
  call(one, 1, 1);
  accept(propose(one, "bug-fix"), "accepted");  // for a task from elsewhere
  EXPECT_TRUE(must(read_outcomes(*ledger_)).empty());
  EXPECT_TRUE(must(read_trust(*ledger_)).empty());
}

}  // namespace
}  // namespace suit
