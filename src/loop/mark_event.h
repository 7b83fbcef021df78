// The event of a person's marks on units of a proposal. The last mark of a unit counts.
#pragma once

#include <map>
#include <optional>

#include "base/fields.h"
#include "ledger/ledger.h"
#include "loop/hunk_review.h"

namespace suit {

struct UnitMark {
  Mark mark = Mark::kUndecided;
  std::string reason = {};  // kRejected
  std::string text = {};    // kEdited: the unit as accepted by HunkReview::edit()
  Sequence event = 0;       // the event that set it
};

template <>
struct EnumNames<Mark> {
  static constexpr std::array<std::string_view, 4> names = {"undecided", "accepted", "rejected", "edited"};
};
inline std::string_view name_of(Mark mark) {
  return EnumNames<Mark>::names[static_cast<size_t>(mark)];
}
std::optional<Mark> mark_from(std::string_view name);
Json json_of(const std::map<size_t, UnitMark>& marks);

struct MarkEvent {
  static constexpr std::string_view kKind = "mark";
  std::map<size_t, UnitMark> marks = {};  // by unit; marks without a unit or of unknown kind are omitted

  Json json() const;
  static MarkEvent of(const Event& event);
};

}  // namespace suit
