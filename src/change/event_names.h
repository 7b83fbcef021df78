// What people call tasks and proposals: "t3" is the third task of a ledger, "p3" its third proposal. The
// ledger is append-only, so a name never changes its meaning. Other events go by their number.
#pragma once

#include <string>
#include <vector>

#include "base/fields.h"
#include "ledger/ledger.h"

namespace suit {

// Names many events. It knows those of the ledger at the time of the first call.
class EventNames {
 public:
  explicit EventNames(Ledger& ledger) : ledger_(ledger) {}

  // "p3", "t3"; another event's number. Where the ledger can't be read, also of these.
  std::string of(Sequence event);
  // Errors: kNotFound (there are fewer tasks or proposals), those of the ledger.
  Result<Sequence> find(const EventId& id);

 private:
  Result<void> load();
  Ledger& ledger_;
  bool loaded_ = false;
  std::vector<Sequence> tasks_, proposals_;
};

std::string name_of_event(Ledger& ledger, Sequence event);
Result<Sequence> find_event(Ledger& ledger, const EventId& id);

}  // namespace suit
