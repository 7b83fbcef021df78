#include "loop/loop.h"

#include <functional>

#include "loop/history.h"
#include "loop/hunk_review.h"
#include "support/testing.h"

namespace suit {
namespace {

// A proposer with scripted answers.
class ScriptedProposer final : public Proposer {
 public:
  using Script = std::function<Result<Reply>(const Request&)>;
  explicit ScriptedProposer(Script script) : script_(std::move(script)) {}
  std::string_view name() const override { return "scripted"; }
  std::string_view version() const override { return "1"; }
  Result<Reply> propose(const Request& request) override {
    ++calls;
    reasons = request.reasons;
    return script_(request);
  }
  int calls = 0;
  std::vector<Reason> reasons;

 private:
  Script script_;
};

class LoopTest : public testing::Test {
 protected:
  LoopTest() {
    ::setenv("SUIT_CONFIG", "/nonexistent", 1);
    folder_.write("a.txt", "one\n");
    folder_.write("b.txt", "two\n");
  }

  static Proposal replace(const Request& request, std::vector<std::pair<std::string, std::string>> contents) {
    Proposal proposal{.proposer = "scripted", .proposer_version = "1", .kind = "test", .summary = "s"};
    for (auto& [path, content] : contents) {
      FileVersion before = must(read_version(request.folder.files(), path, 1 << 20));
      proposal.edits.push_back({path, before, FileVersion::file(content, 0644)});
    }
    return proposal;
  }
  ScriptedProposer changes_a_{[](const Request& request) -> Result<Reply> {
    return Reply(replace(request, {{"a.txt", "changed\n"}}));
  }};

  LoopOutcome run(Proposer& proposer, Watch& person, Level level, LoopOptions options = {}) {
    options.skip_checks = options.extra_checks.empty();
    Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
    Loop loop(workspace, proposer, person, std::move(options));
    Task task;
    task.text = "test";
    task.level = level;
    return must(loop.run(task));
  }

  // Enough clean verdicts for a licence.
  void earn(int count) {
    ScriptedPerson yes({Decision::kAccept});
    for (int i = 0; i < count; ++i) {
      ScriptedProposer proposer([i](const Request& request) -> Result<Reply> {
        return Reply(replace(request, {{"a.txt", std::to_string(i) + "\n"}}));
      });
      ASSERT_EQ(run(proposer, yes, Level::kChat).status, LoopStatus::kApplied);
    }
  }

  TemporaryFolder folder_;
  ScriptedPerson yes_{{Decision::kAccept}};
  ScriptedPerson later_{{Decision::kLater}};
};

TEST_F(LoopTest, AcceptedIsAppliedAndLaterIsPending) {
  EXPECT_EQ(run(changes_a_, later_, Level::kChat).status, LoopStatus::kPending);
  EXPECT_EQ(folder_.read("a.txt"), "one\n");
  EXPECT_EQ(run(changes_a_, yes_, Level::kChat).status, LoopStatus::kApplied);
  EXPECT_EQ(folder_.read("a.txt"), "changed\n");
}

TEST_F(LoopTest, NoLevelButALicensedAutopilotAppliesUnasked) {
  for (Level level : kLevels) {
    ScriptedPerson person({Decision::kLater});
    EXPECT_EQ(run(changes_a_, person, level).status, LoopStatus::kPending) << name_of(level);
    EXPECT_EQ(person.reviews, 1) << name_of(level);
  }
  EXPECT_EQ(folder_.read("a.txt"), "one\n");
}

TEST_F(LoopTest, AutopilotIsEarned) {
  earn(87);
  LoopOutcome refused = run(changes_a_, later_, Level::kAutopilot);
  EXPECT_EQ(refused.status, LoopStatus::kPending);
  EXPECT_EQ(refused.level.allowed, Level::kAgent);
  ASSERT_EQ(later_.lowered.size(), 1u);
  EXPECT_NE(later_.lowered[0].find("1 more clean verdict "), std::string::npos) << later_.lowered[0];
  earn(1);
  ScriptedPerson nobody({Decision::kLater});
  LoopOutcome applied = run(changes_a_, nobody, Level::kAutopilot);
  EXPECT_EQ(applied.status, LoopStatus::kApplied);
  EXPECT_EQ(nobody.reviews, 0);
  // An autopilot acceptance is not evidence; undoing it revokes the licence at once.
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
  EXPECT_EQ(must(read_trust(*workspace.ledger()))[0].clean, 88);
  EXPECT_EQ(must(read_trust(*workspace.ledger()))[0].licensed, 1);
  FileLock lock = must(workspace.lock());
  must(undo({workspace.files(), *workspace.ledger(), lock}, applied.application, UndoExtent::kWhole));
  EXPECT_EQ(licence_of(must(read_trust(*workspace.ledger()))[0], {}).level, Level::kAgent);
}

// The test reads the code's text: it turns green, and no changed line ran.
TEST_F(LoopTest, AnAcceptedChangeThatNoCheckExecutesIsNoEvidence) {
  folder_.write("gcd.py", "def gcd(a):\n    return a + 1\n");
  folder_.write("tests/test_gcd.py",
                "import unittest\n\n\nclass GcdTest(unittest.TestCase):\n    def test_gcd(self):\n"
                "        self.assertNotIn('+ 1', open('gcd.py').read())\n");
  ScriptedProposer fixes([](const Request& request) -> Result<Reply> {
    return Reply(replace(request, {{"gcd.py", "def gcd(a):\n    return a\n"}}));
  });
  LoopOutcome outcome = run(fixes, yes_, Level::kChat,
                            {.extra_checks = {{"unittest", "python3 -m unittest discover -q -s tests", {}}}});
  EXPECT_EQ(outcome.status, LoopStatus::kApplied);
  auto executed = std::find_if(outcome.results.begin(), outcome.results.end(),
                               [](const CheckResult& result) { return result.name == "executed lines"; });
  ASSERT_NE(executed, outcome.results.end());
  EXPECT_EQ(executed->executed->lines, 0u);
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
  EXPECT_TRUE(must(read_trust(*workspace.ledger())).empty());
}

TEST_F(LoopTest, CeilingsAndAskRulesHoldForALicensedAutopilot) {
  earn(88);
  folder_.write("suit.toml", "[[ceiling]]\nglob = \"a.txt\"\nlevel = \"chat\"\n");
  ScriptedPerson person({Decision::kLater});
  EXPECT_EQ(run(changes_a_, person, Level::kAutopilot).status, LoopStatus::kPending);
  EXPECT_EQ(run(changes_a_, person, Level::kAutopilot, {.override = Override::kTrustMe}).status,
            LoopStatus::kPending)
      << "the override lifts the licence, never a ceiling";
  folder_.write("suit.toml", "[scope]\nask = [\"a.txt\"]\n");
  EXPECT_EQ(run(changes_a_, person, Level::kAutopilot).status, LoopStatus::kPending);
  EXPECT_EQ(person.reviews, 3);
  folder_.write("suit.toml", "[scope]\ndeny = [\"a.txt\"]\n");
  EXPECT_EQ(run(changes_a_, yes_, Level::kChat).status, LoopStatus::kRefused);
}

TEST_F(LoopTest, ACeilingAlsoBoundsWhatALevelMayTouch) {
  folder_.write("suit.toml", "[[ceiling]]\nglob = \"a.txt\"\nlevel = \"edit\"\n");
  ScriptedProposer both([](const Request& request) -> Result<Reply> {
    return Reply(replace(request, {{"a.txt", "x\n"}, {"b.txt", "y\n"}}));
  });
  EXPECT_EQ(run(both, yes_, Level::kAgent).status, LoopStatus::kRefused);
}

TEST_F(LoopTest, TheOverrideNeverLiftsACeilingOfAgent) {
  folder_.write("suit.toml", "[[ceiling]]\nglob = \"**\"\nlevel = \"agent\"\n");
  EXPECT_EQ(run(changes_a_, later_, Level::kAutopilot, {.override = Override::kTrustMe}).status,
            LoopStatus::kPending);
  EXPECT_EQ(folder_.read("a.txt"), "one\n");
}

TEST_F(LoopTest, WhatWasRefusedStaysRefusedAndChecksGoWithTheTask) {
  LoopOutcome refused =
      run(changes_a_, yes_, Level::kChat, {.extra_checks = {{"c", "grep -q one a.txt", {}}}});
  ASSERT_EQ(refused.status, LoopStatus::kRefused);
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
  Loop loop(workspace, changes_a_, yes_, {});
  EXPECT_EQ(loop.resume(refused.proposal.id, Loop::Staleness::kStop).error().code, ErrorCode::kConflict);
  EXPECT_EQ(must(read_trust(*workspace.ledger()))[0].failed, 1);
  LoopOutcome pending =
      run(changes_a_, later_, Level::kChat, {.extra_checks = {{"c", "test ! -e gone", {}}}});
  ASSERT_EQ(pending.status, LoopStatus::kPending);
  folder_.write("gone", "");  // fails now, with and without the change: a person is told
  ScriptedPerson told({Decision::kLater});
  Loop again(workspace, changes_a_, told, {});
  EXPECT_EQ(must(again.resume(pending.proposal.id, Loop::Staleness::kStop)).status, LoopStatus::kPending);
  EXPECT_EQ(told.reasons.size(), 1u) << "the check that the task named ran again";
}

TEST_F(LoopTest, TakingUpAProposalAlwaysShowsIt) {
  LoopOutcome pending = run(changes_a_, later_, Level::kAutopilot);
  ASSERT_EQ(pending.status, LoopStatus::kPending);
  folder_.write("b.txt", "x\n");
  {
    ScriptedPerson yes({Decision::kAccept});
    for (int i = 0; i < 88; ++i) {
      ScriptedProposer other([i](const Request& request) -> Result<Reply> {
        return Reply(replace(request, {{"b.txt", std::to_string(i) + "\n"}}));
      });
      ASSERT_EQ(run(other, yes, Level::kChat).status, LoopStatus::kApplied);
    }
  }
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
  ScriptedPerson person({Decision::kLater});
  Loop loop(workspace, changes_a_, person, {});
  EXPECT_EQ(must(loop.resume(pending.proposal.id, Loop::Staleness::kStop)).status, LoopStatus::kPending);
  EXPECT_EQ(person.reviews, 1);
}

TEST_F(LoopTest, TrustMeIsRecordedAndNoEvidence) {
  LoopOutcome outcome = run(changes_a_, later_, Level::kAutopilot, {.override = Override::kTrustMe});
  EXPECT_EQ(outcome.status, LoopStatus::kApplied);
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kLook));
  EXPECT_EQ(must(workspace.ledger()->events({.kinds = {"override"}})).size(), 1u);
  TrustRecord record = must(read_trust(*workspace.ledger()))[0];
  EXPECT_EQ(record.clean, 0);
  EXPECT_EQ(record.overridden, 1);
}

TEST_F(LoopTest, AFailedCheckGoesBackAsAReason) {
  ScriptedProposer learns([](const Request& request) -> Result<Reply> {
    return Reply(replace(request, {{"a.txt", request.reasons.empty() ? "bad\n" : "good\n"}}));
  });
  LoopOptions options{.extra_checks = {{"no-bad", "! grep -H bad a.txt", {}}}};
  EXPECT_EQ(run(learns, yes_, Level::kComplete, options).status, LoopStatus::kRefused)
      << "one attempt at complete";
  learns.calls = 0;
  EXPECT_EQ(run(learns, yes_, Level::kChat, options).status, LoopStatus::kApplied);
  EXPECT_EQ(learns.calls, 2);
  ASSERT_EQ(learns.reasons.size(), 1u);
  EXPECT_EQ(learns.reasons[0].source, "no-bad");
  EXPECT_NE(learns.reasons[0].text.find("a.txt:bad"), std::string::npos) << learns.reasons[0].text;
  EXPECT_EQ(folder_.read("a.txt"), "good\n");
}

TEST_F(LoopTest, AProposerThatRepeatsItselfIsStopped) {
  LoopOptions options{.extra_checks = {{"as-it-was", "grep -q one a.txt", {}}}};
  EXPECT_EQ(run(changes_a_, yes_, Level::kAgent, options).status, LoopStatus::kRefused);
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kLook));
  EXPECT_EQ(must(workspace.ledger()->events({.kinds = {"proposal"}})).size(), 1u);
  EXPECT_EQ(must(read_trust(*workspace.ledger()))[0].failed, 1);
}

TEST_F(LoopTest, ACheckThatFailedBeforeAsksButDoesNotBlame) {
  earn(88);
  LoopOptions options{.extra_checks = {{"broken", "false", {}}}};
  ScriptedPerson person({Decision::kLater});
  EXPECT_EQ(run(changes_a_, person, Level::kAutopilot, options).status, LoopStatus::kPending);
  ASSERT_EQ(person.reasons.size(), 1u);
  EXPECT_NE(person.reasons[0].find("with and without"), std::string::npos);
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kLook));
  EXPECT_EQ(must(read_trust(*workspace.ledger()))[0].failed, 0);
}

TEST_F(LoopTest, AYesInAdvanceDoesNotCoverWhatMustAskAPerson) {
  ScriptedPerson in_advance({.kind = Decision::kAccept, .unread = true, .in_advance = true});
  ScriptedPerson unread({.kind = Decision::kAccept, .unread = true});
  LoopOptions broken{.extra_checks = {{"broken", "nosuchcommand", {}}}};
  for (LoopOptions options :
       {broken, LoopOptions{.override = Override::kTrustMe, .extra_checks = broken.extra_checks}}) {
    LoopOutcome pending = run(changes_a_, in_advance, Level::kAutopilot, options);
    EXPECT_EQ(pending.status, LoopStatus::kPending);
    ASSERT_EQ(pending.asks.size(), 1u);
    EXPECT_NE(pending.asks[0].find("with and without"), std::string::npos);
  }
  folder_.write("suit.toml", "[scope]\nask = [\"a.txt\"]\n");
  EXPECT_EQ(run(changes_a_, in_advance, Level::kChat).status, LoopStatus::kPending);
  EXPECT_EQ(run(changes_a_, unread, Level::kChat).status, LoopStatus::kPending) << "a rule asks for a look";
  folder_.write("suit.toml", "[scope]\nallow = [\"b.txt\"]\n");
  EXPECT_EQ(run(changes_a_, in_advance, Level::kChat).status, LoopStatus::kPending);
  EXPECT_EQ(folder_.read("a.txt"), "one\n");
  EXPECT_EQ(run(changes_a_, yes_, Level::kChat).status, LoopStatus::kApplied);
  folder_.write("a.txt", "one\n");
  folder_.write("suit.toml", "");
  EXPECT_EQ(run(changes_a_, unread, Level::kChat, broken).status, LoopStatus::kApplied)
      << "told, and said yes";
}

TEST_F(LoopTest, AnAmendedProposalThatMustAskWaits) {
  // Broken on the unchanged folder; the proposal fixes it, the person's version does not.
  folder_.write("a.txt", "bad\n");
  FileVersion before = FileVersion::file("bad\n", 0644);
  ScriptedPerson halves(Decision{.kind = Decision::kAmend,
                                 .amended = {{"a.txt", before, FileVersion::file("bad too\n", 0644)}}});
  LoopOutcome outcome =
      run(changes_a_, halves, Level::kChat, {.extra_checks = {{"no-bad", "! grep -q bad a.txt", {}}}});
  EXPECT_EQ(outcome.status, LoopStatus::kPending);
  EXPECT_EQ(outcome.asks.size(), 1u);
  EXPECT_EQ(folder_.read("a.txt"), "bad\n");
}

TEST_F(LoopTest, QuestionsAreAnsweredOrEndTheTask) {
  ScriptedProposer asks([](const Request& request) -> Result<Reply> {
    if (request.answers.empty()) return Reply(Question{"which?", {"a", "b"}});
    return Reply(replace(request, {{request.answers[0] == 0 ? "a.txt" : "b.txt", "answered\n"}}));
  });
  LoopOutcome open = run(asks, yes_, Level::kChat);
  EXPECT_EQ(open.status, LoopStatus::kUnanswered);
  EXPECT_EQ(open.question.choices.size(), 2u);
  yes_.answers = {1};
  EXPECT_EQ(run(asks, yes_, Level::kChat).status, LoopStatus::kApplied);
  EXPECT_EQ(folder_.read("b.txt"), "answered\n");
}

TEST_F(LoopTest, AnAmendedProposalIsVerifiedAgain) {
  ScriptedProposer& good = changes_a_;
  // The person's version breaks a check that the proposal passed.
  FileVersion before = FileVersion::file("one\n", 0644);
  ScriptedPerson breaks(
      Decision{.kind = Decision::kAmend, .amended = {{"a.txt", before, FileVersion::file("bad\n", 0644)}}});
  LoopOptions options{.extra_checks = {{"no-bad", "! grep -q bad a.txt", {}}}};
  EXPECT_EQ(run(good, breaks, Level::kChat, options).status, LoopStatus::kRefused);
  EXPECT_EQ(folder_.read("a.txt"), "one\n");
  ScriptedPerson fixes(
      Decision{.kind = Decision::kAmend, .amended = {{"a.txt", before, FileVersion::file("mine\n", 0644)}}});
  EXPECT_EQ(run(good, fixes, Level::kChat, options).status, LoopStatus::kApplied);
  EXPECT_EQ(folder_.read("a.txt"), "mine\n");
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kLook));
  EXPECT_DOUBLE_EQ(must(read_trust(*workspace.ledger()))[0].clean, 0.5);
}

// One part edited, the rest accepted unseen: nobody has read it.
TEST_F(LoopTest, AnAmendedProposalOfWhichSomeIsUnreadIsNoEvidence) {
  FileVersion before = FileVersion::file("one\n", 0644);
  Decision part{.kind = Decision::kAmend,
                .amended = {{"a.txt", before, FileVersion::file("mine\n", 0644)}},
                .unread = true};
  ScriptedPerson person(part);
  EXPECT_EQ(run(changes_a_, person, Level::kChat).status, LoopStatus::kApplied);
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kLook));
  TrustRecord record = must(read_trust(*workspace.ledger()))[0];
  EXPECT_EQ(record.clean + record.failed, 0);
  EXPECT_EQ(record.unread, 1);
}

// Files that tools run later are never applied unseen, whatever the licence.
TEST_F(LoopTest, AutopilotAsksForWhatToolsRun) {
  folder_.write("Makefile", "all:\n");
  ScriptedProposer makes([](const Request& request) -> Result<Reply> {
    return Reply(replace(request, {{"Makefile", "all:\n\trm -rf /\n"}}));
  });
  LoopOutcome pending = run(makes, later_, Level::kAutopilot, {.override = Override::kTrustMe});
  EXPECT_EQ(pending.status, LoopStatus::kPending);
  EXPECT_EQ(later_.reviews, 1);
  EXPECT_EQ(pending.proposal.kind, "build");
}

// 88 edits of a page license edits of pages.
TEST_F(LoopTest, ALicenceForOneKindIsNoneForAnother) {
  earn(88);
  ScriptedPerson nobody({Decision::kLater});
  EXPECT_EQ(run(changes_a_, nobody, Level::kAutopilot).status, LoopStatus::kApplied);
  folder_.write("a.cc", "int a;\n");
  ScriptedProposer code([](const Request& request) -> Result<Reply> {
    return Reply(replace(request, {{"a.cc", "int a = 1;\n"}}));
  });
  EXPECT_EQ(run(code, nobody, Level::kAutopilot).status, LoopStatus::kPending) << "code";
  ScriptedProposer removes([](const Request& request) -> Result<Reply> {
    Proposal proposal = replace(request, {{"b.txt", ""}});
    proposal.edits[0].after = FileVersion::absent();
    return Reply(std::move(proposal));
  });
  EXPECT_EQ(run(removes, nobody, Level::kAutopilot).status, LoopStatus::kPending) << "a deletion";
  std::string large;
  for (int i = 0; i < 700; ++i) large += std::to_string(i) + "\n";
  ScriptedProposer writes([&](const Request& request) -> Result<Reply> {
    return Reply(replace(request, {{"a.txt", large}}));
  });
  EXPECT_EQ(run(writes, nobody, Level::kAutopilot).status, LoopStatus::kPending) << "a large one";
}

TEST_F(LoopTest, ADryRunWritesNothing) {
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kTrial));
  Loop loop(workspace, changes_a_, yes_, {.dry_run = true, .skip_checks = true});
  Task task;
  task.text = "test";
  EXPECT_EQ(must(loop.run(task)).status, LoopStatus::kShown);
  EXPECT_FALSE(folder_.exists(".suit"));
}

TEST_F(LoopTest, RetentionBoundsTheLedger) {
  folder_.write("suit.toml", "[ledger]\nkeep_mb = 1\n");
  for (int i = 0; i < 6; ++i) {
    std::string noise;
    for (uint64_t k = 0, x = static_cast<uint64_t>(i) + 1; k < 400'000;
         ++k, x = x * 6364136223846793005u + 1442695040888963407u)
      noise += static_cast<char>('!' + x % 90);
    ScriptedProposer large([&](const Request& request) -> Result<Reply> {
      return Reply(replace(request, {{"large.txt", noise}}));
    });
    ASSERT_EQ(run(large, yes_, Level::kChat).status, LoopStatus::kApplied);
  }
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kLook));
  LedgerSize size = must(workspace.ledger()->size());
  EXPECT_LE(size.blob_bytes, 1u << 20);
  EXPECT_FALSE(must(workspace.ledger()->events({.kinds = {"retention"}})).empty());
  Sequence newest = must(find_application(*workspace.ledger(), std::nullopt, HistoryDirection::kUndo));
  EXPECT_TRUE(plan_undo(workspace.files(), *workspace.ledger(), newest)) << "the newest can always be undone";
}

TEST(HunkReviewTest, PiecesOfAProposal) {
  std::string old_text, new_text;
  for (int i = 0; i < 40; ++i) {
    old_text += std::to_string(i) + "\n";
    new_text += (i == 5 || i == 30 ? "changed " : "") + std::to_string(i) + "\n";
  }
  FileVersion moved = FileVersion::file("m\n", 0644);
  Proposal proposal;
  proposal.edits = {{"a", FileVersion::file(old_text, 0644), FileVersion::file(new_text, 0644)},
                    {"new", FileVersion::absent(), moved, "old"},
                    {"old", moved, FileVersion::absent()}};
  HunkReview review(proposal);
  ASSERT_EQ(review.units().size(), 3u) << "two hunks, and a move as one";
  EXPECT_EQ(review.decision().kind, Decision::kLater);
  review.accept(0);
  review.reject(1, "no");
  review.reject(2, "no");
  Decision decision = review.decision();
  ASSERT_EQ(decision.kind, Decision::kAmend);
  ASSERT_EQ(decision.amended.size(), 1u);
  EXPECT_NE(decision.amended[0].after.content.find("changed 5"), std::string::npos);
  EXPECT_EQ(decision.amended[0].after.content.find("changed 30"), std::string::npos);

  std::string text = review.text_of(1);
  text.replace(text.find("+changed 30"), 11, "+EDITED");
  must(review.edit(1, text));
  review.accept(2);
  decision = review.decision();
  EXPECT_EQ(decision.amended.size(), 3u);
  EXPECT_NE(decision.amended[0].after.content.find("EDITED\n"), std::string::npos);
  EXPECT_FALSE(review.edit(1, "@@ -1 +1 @@\n not the file's line\n"));
  for (size_t i = 0; i < 3; ++i) review.accept(i);
  EXPECT_EQ(review.decision().kind, Decision::kAccept);
  EXPECT_TRUE(review.decision().unread) << "not one was shown";
  for (size_t i = 0; i < 3; ++i) review.set_shown(i);
  EXPECT_FALSE(review.decision().unread);
  for (size_t i = 0; i < 3; ++i) review.reject(i, "bad");
  EXPECT_EQ(review.decision().kind, Decision::kReject);
  EXPECT_EQ(review.decision().reason, "bad");
}

TEST(HunkReviewTest, AnEditIsKeptUntilItIsTakenBack) {
  std::string old_text, new_text;
  for (int i = 0; i < 12; ++i) {
    old_text += std::to_string(i) + "\n";
    new_text += (i == 5 ? "changed " : "") + std::to_string(i) + "\n";
  }
  Proposal proposal;
  proposal.edits = {{"a", FileVersion::file(old_text, 0644), FileVersion::file(new_text, 0644)}};
  HunkReview review(proposal);
  std::string original = review.text_of(0);
  auto edited = [&](const std::string& from, const std::string& to) {
    std::string text = review.text_of(0);
    EXPECT_NE(text.find(from), text.npos) << text;
    return text.replace(text.find(from), from.size(), to);
  };
  must(review.edit(0, edited("+changed 5", "+EDITED")));
  EXPECT_TRUE(review.is_edited(0));
  EXPECT_EQ(review.text_of(0), "@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+EDITED\n 6\n 7\n 8\n");
  review.forget(0);
  review.accept_as_shown(0);
  EXPECT_EQ(review.mark(0), Mark::kEdited);
  EXPECT_NE(review.decision().amended.at(0).after.content.find("EDITED\n"), std::string::npos);
  // Edited again, from its present state; also if nothing of the change is left, or another line changes.
  must(review.edit(0, edited("-5\n+EDITED", " 5")));
  EXPECT_EQ(review.text_of(0), "@@ -3,7 +3,7 @@\n 2\n 3\n 4\n 5\n 6\n 7\n 8\n");
  must(review.edit(0, edited(" 2\n", "-2\n+two\n")));
  EXPECT_NE(review.decision().amended.at(0).after.content.find("1\ntwo\n3\n"), std::string::npos);
  review.reject(0, "no");
  EXPECT_TRUE(review.is_edited(0));
  review.revert(0);
  EXPECT_EQ(review.mark(0), Mark::kUndecided);
  EXPECT_EQ(review.text_of(0), original);
  review.accept_as_shown(0);
  EXPECT_EQ(review.decision().kind, Decision::kAccept);
}

}  // namespace
}  // namespace suit
