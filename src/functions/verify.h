// The verifier, for other programs: verdicts on their patches. Changes and records nothing.
#pragma once

#include "functions/function.h"
#include "functions/patches.h"

namespace suit::functions {

struct Verify {
  struct Candidate {
    Json id;
    Bytes patch;
    Fields fields() {
      return {Field("id", id, "A string or an integer").required(), Field("patch", patch, "").required()};
    }
  };
  struct Request {
    std::optional<Bytes> patch;
    std::vector<Candidate> patches;
    std::optional<int64_t> all;
    std::vector<std::string> check, scope, fixes;
    std::optional<int64_t> mutants;
    bool no_checks = false, warm = false, unconfirmed = false, coverage = false, fresh = false;
    std::optional<std::string> limit, receipt;
    Fields fields();
  };
  struct Answer {
    std::vector<PatchVerdict> verdicts;
    Fields fields() { return {{"verdicts", verdicts, "One per patch"}}; }
  };
  // Offers each verdict on one of several patches to the watch as soon as it is ready.
  // Errors: kInvalid; those of PatchJudge.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
