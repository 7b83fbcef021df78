// What was applied and undone.
#pragma once

#include "functions/function.h"

namespace suit::functions {

struct History {
  struct Request {
    int64_t limit = 50, before = INT64_MAX;
    Fields fields() {
      return {Field("limit", limit, "Maximum number of applications").as("N").between(1, 500),
              Field("before", before, "Only applications before this event number")
                  .as("N")
                  .between(0, INT64_MAX)};
    }
  };
  struct Application {
    int64_t application = 0;
    std::string action;
    int64_t proposal = 0;
    std::string name;
    std::optional<int64_t> takes_back;
    Bytes summary;
    int64_t at_us = 0;
    std::string in_force;
    Fields fields() {
      return {{"application", application, "Event number"},
              Field("action", action, "").one_of("apply|undo|redo"),
              {"proposal", proposal, ""},
              {"name", name, "Proposal name, such as p3"},
              {"takes_back", takes_back, "For undo and redo: the application that it undoes"},
              {"summary", summary, ""},
              {"at_us", at_us, "Microseconds since 1970"},
              Field("in_force", in_force, "How much of it is still applied").one_of("whole|part|none")};
    }
  };
  struct Answer {
    std::vector<Application> applications;
    Fields fields() { return {{"applications", applications, "Newest first"}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
