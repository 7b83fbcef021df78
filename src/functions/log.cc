#include "functions/log.h"

#include <algorithm>

namespace suit::functions {

Result<Log::Answer> Log::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  int64_t limit = request.limit.value_or(20);
  bool newest = !request.after && limit > 0;
  Ledger::Query query{.after = request.after.value_or(0), .newest_first = newest};
  if (limit > 0) query.limit = static_cast<size_t>(limit);
  Answer answer;
  EventNames names(*ledger);
  RETURN_IF_ERROR(ledger->for_each(query, [&](const Event& event) {
    LedgerEvent one = shown(event, names);
    if (newest || !watch.took(json_of_struct(one))) answer.events.push_back(std::move(one));
    return true;
  }));
  if (newest) std::reverse(answer.events.begin(), answer.events.end());
  return answer;
}

}  // namespace suit::functions
