// Finds the failing checks, as context for a task about them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"
#include "propose/proposer.h"

namespace suit {

// Does the task ask to fix a failing check? Its words must ask for a fix (trust/kind.h: bug-fix) and name a
// check: test, spec, check, build, compile, lint, CI, or the name of one of `checks`.
bool is_about_failing_check(std::string_view task, const std::vector<std::string>& checks);

// For one task. Both references must outlive this object.
class FailingChecks {
 public:
  FailingChecks(Ledger& ledger, ScratchChecks& checks) : ledger_(ledger), checks_(checks) {}

  // For a task about a failing check, above level complete: the checks' output on the unchanged folder. They
  // run once, on first use; request.watch reports it. Otherwise, or if none fails: the task's newest failed
  // check. Then those named by the request's reasons. Errors: kCancelled, kUnsupported (no sandbox here),
  // those of the ledger.
  Result<std::vector<FailedCheck>> find(const Request& request);

 private:
  Result<std::vector<FailedCheck>> run(const Request& request);
  Result<std::vector<FailedCheck>> recorded(const Request& request);

  Ledger& ledger_;
  ScratchChecks& checks_;
  std::optional<std::vector<FailedCheck>> on_unchanged_;
};

}  // namespace suit
