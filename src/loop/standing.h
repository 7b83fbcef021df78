// Where a proposal or a task stands, as the ledger has it: one answer for the loop and for every front end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/apply.h"
#include "ledger/ledger.h"

namespace suit {

struct Standing {
  enum State {
    kPending,    // waits for a review; also where it was accepted and could not be applied
    kStale,      // pending, and its files changed since it was proposed
    kApplied,    // all or a part of it is in force
    kTakenBack,  // it was applied, and nothing of it is in force
    kRejected,   // by a person, a check or a policy
    kReplaced,   // by what a person or a merge made of it
  };
  State state = kPending;
  Sequence task = 0;         // that it answers
  std::string by = {};       // kRejected: "person", or the name of the check or policy that was first
  std::string person = {};   // kRejected: their name
  std::string why = {};      // kRejected
  Sequence replaced_by = 0;  // kReplaced: the newest such proposal

  bool is_open() const { return state == kPending || state == kStale; }
};
std::string_view name_of(Standing::State state);

// What stands behind the state, on one line: "tests: exit status 1", "by proposal p3"; "" where nothing does.
std::string reason_of(Ledger& ledger, const Standing& standing);

// Errors: kNotFound (there is no such proposal), those of the ledger.
Result<Standing> standing_of(Ledger& ledger, Sequence proposal);
// Looks at the folder too, and so tells a stale one. Errors: also those of reading it.
Result<Standing> standing_of(Ledger& ledger, const Proposal& proposal, Files& files);
// `rebased`: what rebase() makes of the edits.
bool is_stale(const std::vector<FileEdit>& edits, const Rebased& rebased);

// Errors: kConflict where the proposal is not open; it says what came of it and what can be done. Those of
// standing_of().
Result<void> require_pending(Ledger& ledger, Sequence proposal);

// The events of all that are open, oldest first, without their edits.
Result<std::vector<Event>> pending_proposals(Ledger& ledger);

// The task's newest proposal, where it was rejected; nullopt where there is none. Errors: kConflict (it is
// pending, or was applied), those of the ledger.
Result<std::optional<Sequence>> rejected_proposal_of(Ledger& ledger, Sequence task);

// Where a task stands: where its newest proposal does, or how it ended without one.
enum class TaskState {
  kOpen,  // nothing came of it yet
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
