// The state of a proposal or task by the ledger: the same for the loop and every front end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/apply.h"
#include "ledger/ledger.h"

namespace suit {

struct Standing {
  enum State {
    kPending,    // waits for a review; also if accepted but not applied
    kStale,      // pending, but its files changed since
    kApplied,    // all or a part of it is in force
    kTakenBack,  // applied, but nothing of it is in force
    kRejected,   // by a person, a check or a policy
    kReplaced,   // by an amended or merged proposal
  };
  State state = kPending;
  Sequence task = 0;         // the task that it answers
  std::string by = {};       // kRejected: "person", or the first check or policy that refused
  std::string person = {};   // kRejected: the person's name
  std::string why = {};      // kRejected
  Sequence replaced_by = 0;  // kReplaced: the newest replacement

  bool is_open() const { return state == kPending || state == kStale; }
};
std::string_view name_of(Standing::State state);

// The reason for the state, on one line: "tests: exit status 1", "by proposal p3"; "" if there is none.
std::string reason_of(Ledger& ledger, const Standing& standing);

// Errors: kNotFound (no such proposal), those of the ledger.
Result<Standing> standing_of(Ledger& ledger, Sequence proposal);
// Also compares with the folder, to detect a stale one. Errors: also those of reading it.
Result<Standing> standing_of(Ledger& ledger, const Proposal& proposal, Files& files);
// `rebased`: the result of rebase() for the edits.
bool is_stale(const std::vector<FileEdit>& edits, const Rebased& rebased);

// Errors: kConflict (the proposal is not open; the message says why, the hint what to do); those of
// standing_of().
Result<void> require_pending(Ledger& ledger, Sequence proposal);

// The events of all open proposals, oldest first, without their edits.
Result<std::vector<Event>> pending_proposals(Ledger& ledger);

// The task's newest proposal, if it was rejected; nullopt if there is none. Errors: kConflict (it is pending,
// or was applied), those of the ledger.
Result<std::optional<Sequence>> rejected_proposal_of(Ledger& ledger, Sequence task);

// The state of a task: that of its newest proposal, or how it ended without one.
enum class TaskState {
  kOpen,  // without a result so far
  kPending,
  kApplied,
  kTakenBack,
  kRejected,
  kDeclined,  // the proposer could not do it
  kAnswered,  // in words
};
std::string_view name_of(TaskState state);
Result<TaskState> state_of_task(Ledger& ledger, Sequence task);

}  // namespace suit
