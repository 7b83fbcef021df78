// The loop: a task becomes a proposal, is verified, reviewed, applied, and its verdict is kept.
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
  kRejected,    // a person said no
  kRefused,     // a policy or check said no
  kUnanswered,  // the proposer has a question, and nobody answered
  kDeclined,    // the proposer can't do it
  kAnswered,    // a model answered in words: nothing was to be changed
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
  std::string unchecked = {};  // "no check covers …": which of its files, and why; "": all are covered
};

struct LoopOptions {
  bool dry_run = false;                 // verify and show, then stop
  Override override = Override::kNone;  // --trust-me
  std::vector<Check> extra_checks = {};
  bool skip_checks = false;
  int64_t budget_ms = 300'000;                        // for a proposer that tries its edits out
  size_t tries_max = 0;                               // of its edits; 0: as many as that allows
  std::function<void(bool running)> checks_run = {};  // told when they begin and when they end
  std::optional<Decision> decided = {};               // beforehand; nullopt: the person is asked
};

class Loop {
 public:
  Loop(Workspace& workspace, Proposer& proposer, Watch& watch, LoopOptions options)
      : workspace_(workspace), proposer_(proposer), watch_(watch), options_(std::move(options)) {}

  // Records the task and gives it its number; run() does it where nobody did.
  Result<void> record(Task& task);

  // The whole way, from a task.
  // Errors: those of the proposer, the sandbox, the files and the ledger; what was recorded until then stays.
  Result<LoopOutcome> run(Task task);

  // The same for a task that was recorded, with the checks that it named: it came to no proposal, or to such
  // as were rejected, and why they were reaches the proposer.
  Result<LoopOutcome> go_on(Sequence task);

  // From verification on, for a proposal that is pending; asks no proposer. Where its files changed since,
  // `merge` carries it over to what they are now (an amended proposal), else the outcome is kConflict.
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
  bool overridden_ = false;  // the missing licence, for the proposal at hand
};

// The task that a proposal answers. Errors: kNotFound, kCorrupt.
Result<Task> load_task(Ledger& ledger, Sequence id);

// The newest task that a model was asked about and that came to no proposal; nullopt: none.
Result<std::optional<Sequence>> unfinished_task(Ledger& ledger);

// Why proposals for a task were rejected, by checks, policies and the person, oldest first.
Result<std::vector<Reason>> reasons_of(Ledger& ledger, Sequence task);
// What a person said of a proposal that they rejected, as the proposer is told it.
Reason reason_of_person(const Proposal& proposal, const std::string& words);

// Keeps the ledger within the settings' bound; never drops what a pending proposal or the newest application
// needs.
Result<uint64_t> keep_within_bound(Workspace& workspace);

}  // namespace suit
