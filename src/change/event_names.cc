#include "change/event_names.h"

#include <algorithm>

#include "base/text.h"
#include "change/proposal_event.h"
#include "change/task_events.h"

namespace suit {

Result<void> EventNames::load() {
  if (loaded_) return {};
  ASSIGN_OR_RETURN(tasks_, ledger_.sequences_of(TaskEvent::kKind));
  ASSIGN_OR_RETURN(proposals_, ledger_.sequences_of(ProposalEvent::kKind));
  loaded_ = true;
  return {};
}

std::string EventNames::of(Sequence event) {
  if (load()) {
    for (const auto* series : {&tasks_, &proposals_}) {
      auto it = std::lower_bound(series->begin(), series->end(), event);
      if (it != series->end() && *it == event)
        return (series == &tasks_ ? "t" : "p") + std::to_string(it - series->begin() + 1);
    }
  }
  return std::to_string(event);
}

Result<Sequence> EventNames::find(const EventId& id) {
  if (!id.series) return id.number;
  RETURN_IF_ERROR(load());
  const auto& series = id.series == 't' ? tasks_ : proposals_;
  if (id.number > 0 && static_cast<size_t>(id.number) <= series.size())
    return series[static_cast<size_t>(id.number - 1)];
  std::string_view what = id.series == 't' ? "task" : "proposal";
  return Error{ErrorCode::kNotFound,
               "there is no " + std::string(what) + " " + id.series + std::to_string(id.number) +
                   ": the ledger has " + counted(series.size(), what),
               "`suit log` lists what there is"};
}

std::string name_of_event(Ledger& ledger, Sequence event) {
  return EventNames(ledger).of(event);
}

Result<Sequence> find_event(Ledger& ledger, const EventId& id) {
  return EventNames(ledger).find(id);
}

}  // namespace suit
