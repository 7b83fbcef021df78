#include "loop/failing_checks.h"

#include <algorithm>

#include "base/text.h"
#include "change/proposal_event.h"
#include "trust/kind.h"
#include "verify/check_event.h"

namespace suit {
namespace {

// Words that begin with one of the first, or equal one of the second.
constexpr std::string_view kCheckStems[] = {"test",  "pytest", "ctest",  "unittest",
                                            "check", "build",  "compil", "lint"};
constexpr std::string_view kCheckWords[] = {"spec", "specs", "ci"};

bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
}

bool names_a_check(std::string_view word) {
  return std::any_of(std::begin(kCheckStems), std::end(kCheckStems),
                     [&](std::string_view stem) { return word.starts_with(stem); }) ||
         std::find(std::begin(kCheckWords), std::end(kCheckWords), word) != std::end(kCheckWords);
}

}  // namespace

bool is_about_failing_check(std::string_view task, const std::vector<std::string>& checks) {
  if (kind_of_words(task) != TaskKind::kBugFix) return false;
  std::string lower = to_lower(task);
  for (const std::string& check : checks)
    if (check.size() > 2 && lower.find(to_lower(check)) != std::string::npos) return true;
  for (size_t at = 0; at < lower.size();) {
    size_t end = at;
    while (end < lower.size() && is_word_byte(lower[end])) ++end;
    if (names_a_check(std::string_view(lower).substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

Result<std::vector<FailedCheck>> FailingChecks::find(const Request& request) {
  std::vector<FailedCheck> found;
  if (request.task.level > Level::kComplete && is_about_failing_check(request.task.text, checks_.names())) {
    ASSIGN_OR_RETURN(found, run(request));
  }
  if (found.empty()) {
    ASSIGN_OR_RETURN(found, recorded(request));
  }
  for (auto reason = request.reasons.rbegin(); reason != request.reasons.rend(); ++reason)
    if (reason->by == Reason::By::kProgram && !reason->source.starts_with("policy:"))
      found.push_back({reason->source, reason->text, "with an earlier proposal", true});
  return found;
}

Result<std::vector<FailedCheck>> FailingChecks::run(const Request& request) {
  if (on_unchanged_) return *on_unchanged_;
  std::vector<std::string> names = checks_.names();
  if (names.empty()) return std::vector<FailedCheck>();
  auto say = [&](const std::string& line) { request.watch.step(line); };
  std::string all, failing;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + printable(name);
  say("runs the checks on the unchanged folder: " + all);
  ASSIGN_OR_RETURN(auto outcomes, checks_.run({}, request.watch.cancelled()));
  std::vector<FailedCheck> found;
  for (ScratchChecks::Outcome& outcome : outcomes) {
    if (outcome.passed) continue;
    failing += (failing.empty() ? "" : ", ") + printable(outcome.name);
    found.push_back({std::move(outcome.name), std::move(outcome.output), "on the unchanged folder"});
  }
  say(failing.empty() ? "they pass on the unchanged folder" : "fails on the unchanged folder: " + failing);
  on_unchanged_ = found;
  return found;
}

// Skips checks that the reasons already describe.
Result<std::vector<FailedCheck>> FailingChecks::recorded(const Request& request) {
  std::vector<FailedCheck> found;
  ASSIGN_OR_RETURN(auto proposals, ledger_.events({.kinds = kinds_of<ProposalEvent>(),
                                                   .about = request.task.id,
                                                   .limit = 1,
                                                   .newest_first = true,
                                                   .brief = true}));
  if (proposals.empty()) return found;
  ASSIGN_OR_RETURN(auto checks,
                   ledger_.events({.kinds = kinds_of<CheckEvent>(), .about = proposals[0].sequence}));
  for (const Event& check : checks) {
    CheckResult result = CheckEvent::of(check).result;
    bool is_said = std::any_of(request.reasons.begin(), request.reasons.end(),
                               [&](const Reason& reason) { return reason.source == result.name; });
    bool failed = result.outcome != Outcome::kPassed && !result.name.starts_with("policy:");
    if (!failed || is_said || !result.output) continue;
    if (auto output = ledger_.content(*result.output))
      found.push_back({result.name, std::move(*output), "with an earlier proposal"});
  }
  return found;
}

}  // namespace suit
