#include "loop/marks.h"

namespace suit {

Result<Marks> read_marks(Ledger& ledger, Sequence proposal) {
  Marks marks;
  Ledger::Query query{.kinds = kinds_of<MarkEvent>(), .about = proposal};
  RETURN_IF_ERROR(ledger.for_each(query, [&](const Event& event) {
    marks.revision = event.sequence;
    for (auto& [unit, mark] : MarkEvent::of(event).marks) marks.units[unit] = mark;
    return true;
  }));
  return marks;
}

Result<Sequence> record_marks(Ledger& ledger, Sequence proposal, const std::map<size_t, UnitMark>& marks) {
  return ledger.append(MarkEvent{.marks = marks}, proposal);
}

Result<void> put_marks(const Marks& marks, HunkReview& review) {
  for (const auto& [unit, mark] : marks.units) {
    if (unit >= review.units().size())
      return Error{ErrorCode::kInvalid, "the proposal has no unit " + std::to_string(unit)};
    switch (mark.mark) {
      case Mark::kUndecided:
        review.forget(unit);
        break;
      case Mark::kAccepted:
        review.accept(unit);
        break;
      case Mark::kRejected:
        review.reject(unit, mark.reason);
        break;
      case Mark::kEdited:
        RETURN_IF_ERROR(review.edit(unit, mark.text));
        break;
    }
  }
  return {};
}

}  // namespace suit
