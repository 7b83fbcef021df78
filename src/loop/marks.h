// A person's marks on the units of a pending proposal, stored in the ledger: shared by any number of pages,
// and kept when the server ends.
#pragma once

#include <map>

#include "loop/mark_event.h"

namespace suit {

struct Marks {
  std::map<size_t, UnitMark> units = {};  // includes kUndecided ones: marked and unmarked again
  Sequence revision = 0;                  // the newest event; 0: none
};

Result<Marks> read_marks(Ledger& ledger, Sequence proposal);
// Appends an event "mark" about the proposal.
Result<Sequence> record_marks(Ledger& ledger, Sequence proposal, const std::map<size_t, UnitMark>& marks);

// Applies the marks to a review of the same proposal. Errors: those of HunkReview::edit(); kInvalid (no such
// unit).
Result<void> put_marks(const Marks& marks, HunkReview& review);

}  // namespace suit
