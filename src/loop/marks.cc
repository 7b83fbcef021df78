#include "loop/marks.h"

namespace suit {

std::string_view name_of(Mark mark) {
  switch (mark) {
    case Mark::kUndecided:
      return "undecided";
    case Mark::kAccepted:
      return "accepted";
    case Mark::kRejected:
      return "rejected";
    case Mark::kEdited:
      return "edited";
  }
  return "";
}

std::optional<Mark> mark_from(std::string_view name) {
  for (Mark mark : {Mark::kUndecided, Mark::kAccepted, Mark::kRejected, Mark::kEdited})
    if (name_of(mark) == name) return mark;
  return std::nullopt;
}

Json json_of(const std::map<size_t, UnitMark>& marks) {
  Json list = Json::array();
  for (const auto& [unit, mark] : marks) {
    Json one = {{"unit", unit}, {"mark", name_of(mark.mark)}};
    if (!mark.reason.empty()) one["reason"] = json_of_bytes(mark.reason);
    if (!mark.text.empty()) one["text"] = json_of_bytes(mark.text);
    list.push_back(std::move(one));
  }
  return list;
}

Result<Marks> read_marks(Ledger& ledger, Sequence proposal) {
  Marks marks;
  RETURN_IF_ERROR(ledger.for_each({.kinds = {"mark"}, .about = proposal}, [&](const Event& event) {
    marks.revision = event.sequence;
    for (const Json& one : list_in(event.body, "marks")) {
      auto mark = mark_from(string_or(one, "mark", ""));
      int64_t unit = integer_or(one, "unit", -1);
      if (!mark || unit < 0) continue;
      UnitMark& set = marks.units[static_cast<size_t>(unit)];
      set = {.mark = *mark, .event = event.sequence};
      auto bytes = [&](const char* field) {
        auto text = bytes_of_json(one.value(field, Json("")));
        return text ? *text : std::string();
      };
      set.reason = bytes("reason");
      set.text = bytes("text");
    }
    return true;
  }));
  return marks;
}

Result<Sequence> record_marks(Ledger& ledger, Sequence proposal, const std::map<size_t, UnitMark>& marks) {
  return ledger.append({.kind = "mark", .about = proposal, .body = {{"marks", json_of(marks)}}});
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
