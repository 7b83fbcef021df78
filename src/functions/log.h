// Events of the ledger.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

struct Log {
  struct Request {
    std::optional<int64_t> limit, after;
    Fields fields() {
      return {Field("limit", limit, "At most so many (20; with --json all); 0: all")
                  .as("N")
                  .between(0, 1'000'000'000),
              Field("after", after, "The first ones after this number; without it the newest").as("N")};
    }
  };
  struct Answer {
    std::vector<LedgerEvent> events;
    Fields fields() { return {{"events", events, "Oldest first"}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
