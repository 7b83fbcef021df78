#include "verify/check_order.h"

#include <algorithm>
#include <map>

#include "verify/check_event.h"

namespace suit {

constexpr size_t kResultsLookedAt = 1'000;

Result<std::vector<Check>> quickest_to_refuse(std::vector<Check> checks, Ledger& ledger) {
  struct Record {
    double runs = 0, refusals = 0, time_ms = 0;
    // Adds one refusal and one pass (Laplace), so that no probability is 0 or 1.
    double cost() const { return (runs > 0 ? time_ms / runs : 1'000.0) * (runs + 2) / (refusals + 1); }
  };
  std::map<std::string, Record> records;
  Ledger::Query query{.kinds = kinds_of<CheckEvent>(), .limit = kResultsLookedAt, .newest_first = true};
  RETURN_IF_ERROR(ledger.for_each(query, [&](const Event& event) {
    CheckResult result = CheckEvent::of(event).result;
    Record& record = records[result.name];
    record.runs += 1;
    record.refusals += refuses(result.outcome);
    record.time_ms += static_cast<double>(result.duration_ms);
    return true;
  }));
  std::stable_sort(checks.begin(), checks.end(), [&](const Check& a, const Check& b) {
    return records[a.name].cost() < records[b.name].cost();
  });
  return checks;
}

}  // namespace suit
