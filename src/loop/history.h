// Finds applications and proposals by number.
#pragma once

#include <optional>

#include "base/fields.h"
#include "ledger/ledger.h"

namespace suit {

enum class HistoryDirection { kUndo, kRedo };

// The application ("applied" event) for `suit undo` or `suit redo`: the one that `id` names, directly or by
// its proposal or task, else the newest that qualifies. Errors: kNotFound (nothing to undo or redo; no such
// number), kConflict (already undone or redone).
Result<Sequence> find_application(Ledger& ledger, std::optional<EventId> id, HistoryDirection direction);

// The proposal of a number: itself, a task's newest, or the one that an application applied. Errors:
// kNotFound.
Result<Sequence> find_proposal(Ledger& ledger, const EventId& named);

}  // namespace suit
