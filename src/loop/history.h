// What was applied and what of it is in force.
#pragma once

#include <optional>

#include "base/fields.h"
#include "ledger/ledger.h"

namespace suit {

enum class HistoryDirection { kUndo, kRedo };

// The application ("applied" event) that `suit undo` or `suit redo` means: the one that `id` names, directly
// or as its proposal or task, else the newest that qualifies. Errors: kNotFound (nothing to take back; no
// such number), kConflict (it is taken back already).
Result<Sequence> find_application(Ledger& ledger, std::optional<EventId> id, HistoryDirection direction);

// The proposal that a number means: itself, a task's newest, or the one that an application applied.
// kNotFound.
Result<Sequence> find_proposal(Ledger& ledger, Sequence id);

}  // namespace suit
