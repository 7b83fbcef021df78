// The output of a check, and the file lines that it names.
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
      return {{"path", path, ""}, {"line", line, ""}, {"at", at, "Byte offset in the output"}};
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
              Field("outcome", outcome,
                    "failed_before: also fails on the unchanged folder; tampered: it passed, but not as its "
                    "tests reported")
                  .one_of("passed|failed|failed_before|tampered"),
              {"duration_ms", duration_ms, ""},
              {"detail", detail, ""},
              {"output", output, ""},
              {"places", places, "File lines that the output names"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
