// Undo and redo for a person: under the same rules as a proposal, with a review if the ledger is foreign. The
// mechanism is in change/apply.h.
#pragma once

#include "loop/workspace.h"

namespace suit {

struct TakingBack {
  UndoPlan plan;
  // "" if the application was recorded here. Otherwise a warning: it may run only after the person has seen
  // it with the plan and agreed.
  std::string warning;
};

// Plans it without changing anything. Errors: kDenied (a protected place: docs/protected.md); those of
// plan_undo().
Result<TakingBack> plan_taking_back(Workspace& workspace, Sequence application);

enum class Seen { kNo, kByAPerson };

// Errors: kDenied (the plan has a warning that nobody has seen, or as above); those of undo(). After an error
// nothing was changed.
Result<ApplyOutcome> take_back(Workspace& workspace, Sequence application, UndoExtent extent, Seen seen);

}  // namespace suit
