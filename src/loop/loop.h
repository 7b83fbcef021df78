// The loop: turns a task into a proposal, verifies, reviews and applies it, and records its verdict.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "change/watch.h"
#include "loop/level_decision.h"
#include "loop/reviewer.h"
#include "loop/workspace.h"
#include "propose/proposer.h"
#include "verify/verifier.h"

namespace suit {

enum class LoopStatus {
  kApplied,
  kPending,     // waits for a review
  kRejected,    // by a person
  kRefused,     // by a policy or check
  kUnanswered,  // the proposer asked, and nobody answered
  kDeclined,    // the proposer can't do it
  kAnswered,    // a model answered in words: no change is needed
  kConflict,    // the files changed meanwhile: nothing was changed
  kShown,       // a dry run ends here
};
template <>
struct EnumNames<LoopStatus> {
  static constexpr std::array<std::string_view, 9> names = {
      "applied", "pending", "rejected", "refused", "unanswered", "declined", "answered", "conflict", "shown"};
};
inline std::string_view name_of(LoopStatus status) {
  return EnumNames<LoopStatus>::names[static_cast<size_t>(status)];
}

struct LoopOutcome {
  LoopStatus status = LoopStatus::kPending;
  Sequence task = 0;
  Sequence application = 0;
  Proposal proposal = {};  // the last one
  LevelDecision level = {};
  std::vector<CheckResult> results = {};      // of its verification
  std::vector<ApplyConflict> conflicts = {};  // kConflict
  Question question = {};                     // kUnanswered
  Declined declined = {};                     // kDeclined
  Answered answered = {};                     // kAnswered
  std::string reason = {};                    // kRejected
  std::vector<std::string> asks = {};         // kPending: why --yes does not cover it
  std::string unchecked = {};  // "no check covers …": which files, and why; "": all are covered
};

struct LoopOptions {
  bool dry_run = false;                 // verify and show, then stop
  Override override = Override::kNone;  // --trust-me
  std::vector<Check> extra_checks = {};
  bool skip_checks = false;
  int64_t budget_ms = 300'000;                        // for a proposer that tests its edits
  size_t tries_max = 0;                               // edits to test; 0: as many as the budget allows
  std::function<void(bool running)> checks_run = {};  // called when checks begin and end
  std::optional<Decision> decided = {};               // decided in advance; nullopt: ask the person
};

class Loop {
 public:
  Loop(Workspace& workspace, Proposer& proposer, Watch& watch, LoopOptions options)
      : workspace_(workspace), proposer_(proposer), watch_(watch), options_(std::move(options)) {}

  // Records the task and sets its number; run() does it if nobody did.
  Result<void> record(Task& task);

  // Runs the whole loop for a task. Errors: those of the proposer, the sandbox, the files and the ledger;
  // what was recorded before stays.
  Result<LoopOutcome> run(Task task);

  // Continues a recorded task with the checks that it named: it has no proposal, or only rejected ones, and
  // the proposer gets the reasons.
  Result<LoopOutcome> go_on(Sequence task);

  // Continues from verification with a pending proposal, without its proposer. If its files changed since,
  // `merge` rebases it (an amended proposal); otherwise the outcome is kConflict.
  enum class Staleness { kStop, kMerge };
  Result<LoopOutcome> resume(Sequence proposal, Staleness staleness);

 private:
  Result<LoopOutcome> turn(Task task);
  Result<LoopOutcome> end_without_proposal(const Task& task, Reply reply);
  Result<void> take_checks_of(Sequence task);
  Result<void> take_level(Task& task);
  Result<LoopOutcome> take_up(Sequence proposal, Staleness staleness);
  Result<LoopOutcome> judge(Proposal proposal, Task task, std::vector<Reason>* reasons);
  Result<LoopOutcome> finish(Verified verified, Task task, LoopOutcome outcome);
  Result<LoopOutcome> amend(const Proposal& original, Amended made, Task task, LoopOutcome outcome);
  Result<LoopOutcome> apply_reviewed(const Reviewed& reviewed, LoopOutcome outcome);
  Result<std::variant<Verified, Refused>> verify(const Proposal& proposal, const Task& task);
  std::vector<Check> checks();
  std::string unchecked(const Proposal& proposal);
  Verifier verifier();

  Workspace& workspace_;
  Proposer& proposer_;
  Watch& watch_;
  LoopOptions options_;
  bool overridden_ = false;  // the missing licence, for the current proposal
};

// The task of a proposal. Errors: kNotFound, kCorrupt.
Result<Task> load_task(Ledger& ledger, Sequence id);

// The newest task that a model was asked about without a proposal; nullopt: none.
Result<std::optional<Sequence>> unfinished_task(Ledger& ledger);

// Why proposals for a task were rejected, by checks, policies and the person, oldest first.
Result<std::vector<Reason>> reasons_of(Ledger& ledger, Sequence task);
// A person's reason for rejecting a proposal, as the proposer gets it.
Reason reason_of_person(const Proposal& proposal, const std::string& words);

// Keeps the ledger within the configured size; never drops what a pending proposal or the newest application
// needs.
Result<uint64_t> keep_within_bound(Workspace& workspace);

}  // namespace suit
