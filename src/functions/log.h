// Events of the ledger.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

struct Log {
  struct Request {
    std::optional<int64_t> limit, after;
    Fields fields() {
      return {Field("limit", limit, "Maximum number of events (default 20, with --json all); 0: all")
                  .as("N")
                  .between(0, 1'000'000'000),
              Field("after", after, "Start after this event number; default: the newest events").as("N")};
    }
  };
  struct Answer {
    std::vector<LedgerEvent> events;
    Fields fields() { return {{"events", events, "Oldest first"}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
