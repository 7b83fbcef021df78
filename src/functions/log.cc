#include "functions/log.h"

#include <algorithm>

namespace suit::functions {

Result<Log::Answer> Log::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  Ledger::Query query{.after = request.after.value_or(0), .newest_first = !request.after};
  if (int64_t limit = request.limit.value_or(20); limit > 0) query.limit = static_cast<size_t>(limit);
  Answer answer;
  EventNames names(*ledger);
  RETURN_IF_ERROR(ledger->for_each(query, [&](const Event& event) {
    answer.events.push_back(shown(event, names));
    return true;
  }));
  if (!request.after) std::reverse(answer.events.begin(), answer.events.end());
  return answer;
}

}  // namespace suit::functions
