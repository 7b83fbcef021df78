#include "loop/standing.h"

#include "change/apply_events.h"
#include "change/proposal_event.h"
#include "change/task_events.h"
#include "support/testing.h"
#include "trust/reply_event.h"
#include "trust/verdict_event.h"

namespace suit {
namespace {

class StandingTest : public testing::Test {
 protected:
  Sequence propose(Sequence amends = 0) {
    return must(ledger_->append(ProposalEvent{.amends = amends}, task_));
  }
  void accept(Sequence proposal) {
    must(ledger_->append(VerdictEvent{.by = "person", .manner = ReviewManner::kAccepted}, proposal));
  }
  void reject(Sequence proposal, const std::string& by, const std::string& why) {
    must(ledger_->append(
        VerdictEvent{.outcome = VerdictOutcome::kRejected, .by = by, .person = "Ada", .reason = why},
        proposal));
  }
  Sequence apply(ApplyAction action, Sequence about, std::set<std::string> left = {}) {
    return must(ledger_->append(AppliedEvent{.action = action, .left = std::move(left)}, about));
  }
  Standing::State state(Sequence proposal) { return must(standing_of(*ledger_, proposal)).state; }
  std::string task_state() { return std::string(name_of(must(state_of_task(*ledger_, task_)))); }
  std::vector<Sequence> pending() {
    std::vector<Sequence> all;
    for (const Event& event : must(pending_proposals(*ledger_))) all.push_back(event.sequence);
    return all;
  }

  std::unique_ptr<Ledger> ledger_ = must(Ledger::open(":memory:", LedgerMode::kCreate));
  Sequence task_ = must(ledger_->append(TaskEvent{.text = "t"}));
};

TEST_F(StandingTest, PendingUntilItIsApplied) {
  EXPECT_EQ(task_state(), "open");
  EXPECT_EQ(must(rejected_proposal_of(*ledger_, task_)), std::nullopt);
  Sequence proposal = propose();
  EXPECT_EQ(state(proposal), Standing::kPending);
  EXPECT_EQ(pending(), std::vector{proposal});
  EXPECT_TRUE(require_pending(*ledger_, proposal));
  EXPECT_EQ(task_state(), "pending");
  accept(proposal);
  EXPECT_EQ(state(proposal), Standing::kPending) << "its files may have changed before it could be applied";
  EXPECT_EQ(pending(), std::vector{proposal});
  apply(ApplyAction::kApply, proposal);
  EXPECT_EQ(state(proposal), Standing::kApplied);
  EXPECT_TRUE(pending().empty());
  EXPECT_EQ(require_pending(*ledger_, proposal).error().code, ErrorCode::kConflict);
  EXPECT_EQ(rejected_proposal_of(*ledger_, task_).error().code, ErrorCode::kConflict);
  EXPECT_EQ(task_state(), "applied");
}

TEST_F(StandingTest, TakenBackWhereNothingOfItIsInForce) {
  Sequence proposal = propose(), application = apply(ApplyAction::kApply, proposal);
  apply(ApplyAction::kUndo, application, {"b"});
  EXPECT_EQ(state(proposal), Standing::kApplied) << "a part of it is in force";
  Sequence rest = apply(ApplyAction::kUndo, application);
  EXPECT_EQ(state(proposal), Standing::kTakenBack);
  EXPECT_EQ(task_state(), "taken_back");
  EXPECT_TRUE(has(require_pending(*ledger_, proposal).error().hint, "suit redo"));
  apply(ApplyAction::kRedo, rest);
  EXPECT_EQ(state(proposal), Standing::kApplied);
  EXPECT_EQ(task_state(), "applied");
}

TEST_F(StandingTest, ARejectionSaysByWhomAndWhy) {
  Sequence proposal = propose();
  reject(proposal, "tests", "exit status 1");
  reject(proposal, "lint", "line 3");
  Standing standing = must(standing_of(*ledger_, proposal));
  EXPECT_EQ(standing.state, Standing::kRejected);
  EXPECT_EQ(standing.task, task_);
  EXPECT_EQ(standing.person, "Ada");
  EXPECT_EQ(reason_of(*ledger_, standing), "tests: exit status 1") << "the first that said no";
  EXPECT_TRUE(has(require_pending(*ledger_, proposal).error().message, "rejected by tests"));
  EXPECT_EQ(must(rejected_proposal_of(*ledger_, task_)), proposal);
  EXPECT_EQ(task_state(), "rejected");
  EXPECT_TRUE(pending().empty());
  Sequence next = propose();
  EXPECT_EQ(task_state(), "pending");
  EXPECT_EQ(rejected_proposal_of(*ledger_, task_).error().code, ErrorCode::kConflict) << "the newest counts";
  EXPECT_EQ(pending(), std::vector{next});
}

TEST_F(StandingTest, ReplacedByWhatAPersonMadeOfIt) {
  Sequence original = propose(), first = propose(original), second = propose(original);
  accept(original);
  Standing standing = must(standing_of(*ledger_, original));
  EXPECT_EQ(standing.state, Standing::kReplaced);
  EXPECT_EQ(standing.replaced_by, second);
  EXPECT_EQ(reason_of(*ledger_, standing), "by proposal p3");
  EXPECT_EQ(pending(), (std::vector{first, second}));
  EXPECT_EQ(require_pending(*ledger_, original).error().code, ErrorCode::kConflict);
  apply(ApplyAction::kApply, second);
  EXPECT_EQ(task_state(), "applied");
}

TEST_F(StandingTest, ATaskMayEndWithoutAProposal) {
  must(ledger_->append(ReplyEvent{.status = ReplyEvent::kAnswered, .model = "m"}, task_));
  EXPECT_EQ(task_state(), "answered");
  reject(propose(), "person", "");
  EXPECT_EQ(task_state(), "rejected");
  must(ledger_->append(ReplyEvent{.why = "the same again"}, task_));
  EXPECT_EQ(task_state(), "declined");
}

TEST_F(StandingTest, StaleWhereItsFilesChanged) {
  TemporaryFolder folder;
  folder.write("a.txt", "one\n");
  auto files = must(open_files(folder.path()));
  Proposal proposal{.task = task_, .proposer = "p", .proposer_version = "1", .kind = "k"};
  proposal.edits = {{"a.txt", FileVersion::file("one\n", 0644), FileVersion::file("two\n", 0644)}};
  must(record(*ledger_, proposal));
  EXPECT_EQ(must(standing_of(*ledger_, proposal, *files)).state, Standing::kPending);
  folder.write("a.txt", "ten\n");
  Standing standing = must(standing_of(*ledger_, proposal, *files));
  EXPECT_EQ(standing.state, Standing::kStale);
  EXPECT_TRUE(standing.is_open());
  EXPECT_EQ(state(proposal.id), Standing::kPending) << "the ledger alone can't tell";
  reject(proposal.id, "person", "");
  EXPECT_EQ(must(standing_of(*ledger_, proposal, *files)).state, Standing::kRejected);
}

TEST_F(StandingTest, OnlyAProposalHasOne) {
  EXPECT_EQ(standing_of(*ledger_, task_).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(standing_of(*ledger_, 99).error().code, ErrorCode::kNotFound);
}

// A foreign ledger may contain anything.
TEST_F(StandingTest, ApplicationsThatGoRoundInACircleEnd) {
  Sequence proposal = propose();
  apply(ApplyAction::kApply, proposal);
  Sequence next = must(ledger_->newest()) + 1;
  apply(ApplyAction::kUndo, next + 1);
  apply(ApplyAction::kUndo, next);
  EXPECT_EQ(state(proposal), Standing::kApplied);
}

}  // namespace
}  // namespace suit
