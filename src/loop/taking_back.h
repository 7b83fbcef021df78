// Undo and redo as a person asks for them: under the rules that hold for a proposal, and with a look where
// the ledger came from elsewhere. The machinery is change/apply.h's.
#pragma once

#include "loop/workspace.h"

namespace suit {

struct TakingBack {
  UndoPlan plan;
  // "" where the application was recorded here. Else what a person must know before they look at the plan: it
  // may be carried out only once they have seen it and said yes.
  std::string warning;
};

// Plans it, and changes nothing. Errors: kDenied where it would touch a protected place (docs/protected.md);
// those of plan_undo().
Result<TakingBack> plan_taking_back(Workspace& workspace, Sequence application);

enum class Seen { kNo, kByAPerson };

// Errors: kDenied where the plan has a warning and nobody has seen it, or as above; those of undo(). Nothing
// was changed then.
Result<ApplyOutcome> take_back(Workspace& workspace, Sequence application, UndoExtent extent, Seen seen);

}  // namespace suit
