// Which checks fail, for the context of a task that is about it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"
#include "propose/proposer.h"

namespace suit {

// Does the task ask for a failing check to be fixed? Where its words ask for a fix (trust/kind.h: bug-fix)
// and name a check: test, spec, check, build, compile, lint, CI, or one of `checks` by its name.
bool is_about_failing_check(std::string_view task, const std::vector<std::string>& checks);

// One task's. Both references must outlive it.
class FailingChecks {
 public:
  FailingChecks(Ledger& ledger, ScratchChecks& checks) : ledger_(ledger), checks_(checks) {}

  // For a task about a failing check, above level complete: what the checks print on the unchanged folder.
  // They run once, when first asked for, and it is said in `request.watch`. Else, or where none of them
  // fails: the newest check of the task that failed. Then what the reasons of the request name. Errors:
  // kCancelled, kUnsupported (no sandbox here), those of the ledger.
  Result<std::vector<FailedCheck>> find(const Request& request);

 private:
  Result<std::vector<FailedCheck>> run(const Request& request);
  Result<std::vector<FailedCheck>> recorded(const Request& request);

  Ledger& ledger_;
  ScratchChecks& checks_;
  std::optional<std::vector<FailedCheck>> on_unchanged_;
};

}  // namespace suit
