// Replies without a proposal, and a person's reasons against one.
#include <functional>

#include "loop/loop.h"
#include "loop/standing.h"
#include "support/testing.h"
#include "trust/outcomes.h"

namespace suit {
namespace {

// Gives the test's answers.
class SayingProposer final : public Proposer {
 public:
  explicit SayingProposer(std::function<Result<Reply>(const Request&)> script) : script_(std::move(script)) {}
  std::string_view name() const override { return "saying"; }
  std::string_view version() const override { return "1"; }
  Result<Reply> propose(const Request& request) override { return script_(request); }

 private:
  std::function<Result<Reply>(const Request&)> script_;
};

class LoopRepliesTest : public testing::Test {
 protected:
  LoopRepliesTest() {
    ::setenv("SUIT_CONFIG", "/nonexistent", 1);
    folder_.write("a.txt", "one\n");
  }

  static Proposal replace(const Request& request, std::vector<std::pair<std::string, std::string>> contents) {
    Proposal proposal{.proposer = "scripted", .proposer_version = "1", .kind = "test", .summary = "s"};
    for (auto& [path, content] : contents) {
      FileVersion before = must(read_version(request.folder.files(), path, 1 << 20));
      proposal.edits.push_back({path, before, FileVersion::file(content, 0644)});
    }
    return proposal;
  }

  LoopOutcome run(Proposer& proposer, Watch& person, Level level) {
    Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
    Loop loop(workspace, proposer, person, {.skip_checks = true});
    Task task;
    task.text = "test";
    task.level = level;
    return must(loop.run(task));
  }

  TemporaryFolder folder_;
  ScriptedPerson yes_{{Decision::kAccept}};
  SayingProposer changes_a_{[](const Request& request) -> Result<Reply> {
    return Reply(replace(request, {{"a.txt", "changed\n"}}));
  }};
};

TEST_F(LoopRepliesTest, AReplyWithoutAProposalIsRecorded) {
  SayingProposer words([](const Request&) -> Result<Reply> { return Reply(Answered{"It is fine.", "m"}); });
  SayingProposer unfit([](const Request&) -> Result<Reply> {
    return Reply(Declined{"no proposal", "", Unfit{"chat@m", "1", "chat", 4, {"a: is not there"}}});
  });
  LoopOutcome answered = run(words, yes_, Level::kChat);
  EXPECT_EQ(answered.status, LoopStatus::kAnswered);
  EXPECT_EQ(answered.answered.text, "It is fine.");
  EXPECT_EQ(run(unfit, yes_, Level::kChat).status, LoopStatus::kDeclined);
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
  auto replies = must(workspace.ledger()->events({.kinds = {"reply"}}));
  ASSERT_EQ(replies.size(), 2u);
  EXPECT_EQ(replies[0].about, answered.task);
  EXPECT_EQ(replies[0].body["status"], "answered");
  EXPECT_EQ(must(workspace.ledger()->content(*Digest::from_hex(replies[0].body["text"].get<std::string>()))),
            "It is fine.");
  EXPECT_EQ(replies[1].body["answers"], 4);
  EXPECT_EQ(replies[1].body["problems"][0], "a: is not there");
  auto outcomes = must(read_outcomes(workspace.evidence()));
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].model, "m");
  EXPECT_EQ(outcomes[0].unfit, 1);
  EXPECT_EQ(outcomes[0].answered, 1);
  EXPECT_EQ(outcomes[0].failures, 0);
  EXPECT_TRUE(must(read_trust(workspace.evidence())).empty());
  EXPECT_EQ(must(unfinished_task(*workspace.ledger())), std::nullopt);
}

TEST_F(LoopRepliesTest, APersonsReasonReachesTheProposerIfTheyWantAnother) {
  struct Picky final : Watch {
    Result<Decision> review(const Verified&, const std::vector<std::string>&) override {
      return ++reviews <= 2 ? Decision{Decision::kReject, "number " + std::to_string(reviews)}
                            : Decision{Decision::kAccept};
    }
    bool wants_another(const Proposal&, const std::string& reason) override {
      return wants && !reason.empty();
    }
    int reviews = 0;
    bool wants = true;
  } picky, content;
  struct Heeding final : Proposer {
    std::string_view name() const override { return "heeding"; }
    std::string_view version() const override { return "1"; }
    bool heeds_reasons() const override { return true; }
    Result<Reply> propose(const Request& request) override {
      reasons = request.reasons;
      return Reply(replace(request, {{"a.txt", "try " + std::to_string(reasons.size()) + "\n"}}));
    }
    std::vector<Reason> reasons;
  } heeding;
  EXPECT_EQ(run(heeding, picky, Level::kChat).status, LoopStatus::kApplied)
      << "beyond the attempts that a level may make on its own";
  ASSERT_EQ(heeding.reasons.size(), 2u);
  EXPECT_EQ(heeding.reasons[1].text, "number 2");
  EXPECT_EQ(heeding.reasons[1].by, Reason::By::kPerson);
  EXPECT_TRUE(has(heeding.reasons[1].difference, "-one\n+try 1\n")) << heeding.reasons[1].difference;
  EXPECT_EQ(folder_.read("a.txt"), "try 2\n");

  content.wants = false;
  LoopOutcome rejected = run(heeding, content, Level::kChat);
  EXPECT_EQ(rejected.status, LoopStatus::kRejected);
  // Later the reasons come from the ledger.
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
  Loop loop(workspace, heeding, yes_, {});
  EXPECT_EQ(must(loop.go_on(rejected.task)).status, LoopStatus::kApplied);
  ASSERT_EQ(heeding.reasons.size(), 1u);
  EXPECT_EQ(heeding.reasons[0].text, "number 1");
  EXPECT_TRUE(has(heeding.reasons[0].difference, "+try 0\n")) << heeding.reasons[0].difference;
  EXPECT_EQ(rejected_proposal_of(*workspace.ledger(), rejected.task).error().code, ErrorCode::kConflict)
      << "it was applied";
}

TEST_F(LoopRepliesTest, WhyPartsWereLeftOutIsKept) {
  Decision decision{Decision::kAmend, "b is fine"};
  FileVersion before = FileVersion::file("one\n", 0644);
  decision.amended.push_back({"a.txt", before, FileVersion::file("mine\n", 0644)});
  ScriptedPerson person(decision);
  EXPECT_EQ(run(changes_a_, person, Level::kChat).status, LoopStatus::kApplied);
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
  auto verdicts = must(workspace.ledger()->events({.kinds = {"verdict"}}));
  EXPECT_EQ(verdicts[0].body["reason"], "b is fine");
}

}  // namespace
}  // namespace suit
