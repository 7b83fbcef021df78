// What a person decided so far on the units of a pending proposal, as the ledger has it: any number of pages,
// one state, and nothing is lost with the server.
#pragma once

#include <map>

#include "loop/mark_event.h"

namespace suit {

struct Marks {
  std::map<size_t, UnitMark> units = {};  // kUndecided ones are kept: they were marked and taken back
  Sequence revision = 0;                  // the newest event; 0 for none
};

Result<Marks> read_marks(Ledger& ledger, Sequence proposal);
// An event "mark" about the proposal.
Result<Sequence> record_marks(Ledger& ledger, Sequence proposal, const std::map<size_t, UnitMark>& marks);

// Puts the marks on a review of the same proposal. Errors: those of HunkReview::edit(); kInvalid (no such
// unit).
Result<void> put_marks(const Marks& marks, HunkReview& review);

}  // namespace suit
