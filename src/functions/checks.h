// What a check printed, and where that speaks of files.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

struct CheckOutput {
  using Request = Numbered;
  struct Place {
    std::string path;
    int64_t line = 0, at = 0;
    Fields fields() {
      return {{"path", path, ""}, {"line", line, ""}, {"at", at, "Where the output says so, in bytes"}};
    }
  };
  struct Answer {
    std::string name, outcome;
    int64_t duration_ms = 0;
    std::optional<Bytes> detail;
    Bytes output;
    std::vector<Place> places;
    Fields fields() {
      return {{"name", name, ""},
              Field("outcome", outcome, "failed_before: it fails on the unchanged folder too")
                  .one_of("passed|failed|failed_before"),
              {"duration_ms", duration_ms, ""},
              {"detail", detail, ""},
              {"output", output, ""},
              {"places", places, "Lines of the folder's files that the output names"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
