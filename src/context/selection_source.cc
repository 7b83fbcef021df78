// Offers the lines that a task at level complete or edit refers to, and the lines around them.
#include "base/text.h"
#include "context/offer.h"

namespace suit {
namespace {

// Nearest lines first. Preceding lines are more useful than following ones: two to one.
Result<Offer> offer_selection(const ContextRequest& request) {
  Offer offer;
  if (!request.selection) return offer;
  const SelectedLines& selected = *request.selection;
  std::vector<std::string_view> lines = split_lines(selected.content);
  int64_t budget = request.budget_tokens;
  for (size_t i = selected.begin; i < selected.end; ++i) budget -= request.count_tokens(lines[i]);
  size_t from = selected.begin, to = selected.end;
  for (int turn = 0; budget > 0 && (from > 0 || to < lines.size()); ++turn) {
    bool up = to == lines.size() || (from > 0 && turn % 3 != 2);
    budget -= request.count_tokens(up ? lines[--from] : lines[to++]);
  }
  OfferedPart part{.kind = PartKind::kSelection,
                   .name = selected.path,
                   .why = "the lines around the place",
                   .required = true,
                   .digest = selected.digest,
                   .first_line = from + 1,
                   .last_line = to,
                   .whole = from == 0 && to == lines.size()};
  for (size_t i = from; i < to; ++i) part.text += lines[i];
  offer.parts.push_back(std::move(part));
  return offer;
}

}  // namespace

ContextSource selection_source() {
  return {.name = "selection", .kind = PartKind::kSelection, .offer = offer_selection, .share = .75};
}

}  // namespace suit
