#include "loop/mark_event.h"

namespace suit {

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

Json MarkEvent::json() const {
  return {{"marks", json_of(marks)}};
}

MarkEvent MarkEvent::of(const Event& event) {
  MarkEvent marked;
  for (const Json& one : list_in(event.body, "marks")) {
    auto mark = mark_from(string_or(one, "mark", ""));
    int64_t unit = integer_or(one, "unit", -1);
    if (!mark || unit < 0) continue;
    marked.marks[static_cast<size_t>(unit)] = {.mark = *mark,
                                               .reason = bytes_or(one, "reason", ""),
                                               .text = bytes_or(one, "text", ""),
                                               .event = event.sequence};
  }
  return marked;
}

}  // namespace suit
