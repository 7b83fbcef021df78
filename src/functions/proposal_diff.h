// A proposal as a unified diff.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

struct Diff {
  using Request = Numbered;
  struct File {
    Bytes path, diff;
    Fields fields() { return {{"path", path, ""}, {"diff", diff, "Unified, as git writes it"}}; }
  };
  struct Answer {
    int64_t proposal = 0;
    std::vector<File> files;
    Fields fields() { return {{"proposal", proposal, ""}, {"files", files, ""}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
