#include "verify/verifier.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

Error stopped(const std::string& when) {
  return {ErrorCode::kCancelled, "stopped " + when + ": nothing was changed", "`suit status` shows what is pending"};
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed: return "passed";
    case Outcome::kFailed: return "failed";
    case Outcome::kFailedBefore: return "failed_before";
  }
  CHECK(false);
  return {};
}

std::string detail_of(const SandboxRun& run) {
  if (run.passed()) return {};
  if (run.end == SandboxEnd::kExited)
    return "exit status " + std::to_string(run.code) + (run.code == 127 ? ": a program was not found" : "");
  if (run.end == SandboxEnd::kSignalled) return "killed by signal " + std::to_string(run.code);
  return std::string(name_of(run.end));
}

std::vector<std::string> changed_paths(const Proposal& proposal, FileVersion FileEdit::*side) {
  std::vector<std::string> paths;
  for (const FileEdit& edit : proposal.edits)
    if ((edit.*side).type != FileType::kAbsent) paths.push_back(edit.path);
  return paths;
}

}  // namespace

Result<void> Verifier::record(const Proposal& proposal, const CheckResult& result) {
  Json body = {{"name", result.name}, {"outcome", name_of(result.outcome)}, {"duration_ms", result.duration_ms}};
  if (!result.detail.empty()) body["detail"] = json_of_bytes(result.detail);
  if (result.output) body["output"] = result.output->hex();
  if (!result.sandboxed) body["sandbox"] = false;
  RETURN_IF_ERROR(ledger_.append({.kind = "check", .about = proposal.id, .body = std::move(body)}));
  return {};
}

Result<CheckResult> Verifier::run_check(const Sandbox& sandbox, const Check& check, const Proposal& proposal,
                                        const VerifyProgress& progress) {
  auto show = [&](std::string_view output) {
    if (progress.running) progress.running(check, output);
  };
  std::string command = command_for(check, changed_paths(proposal, &FileEdit::after));
  ASSIGN_OR_RETURN(SandboxRun run, sandbox.run(command, proposal.edits, show, progress.cancelled));
  if (run.end == SandboxEnd::kCancelled)
    return stopped("while the check " + check.name + " ran");
  CheckResult result{check.name, run.passed() ? Outcome::kPassed : Outcome::kFailed, detail_of(run), run.duration_ms};
  result.output = Digest::of(run.output);
  result.sandboxed = sandbox.options().isolation == SandboxIsolation::kFull;
  if (!run.passed()) {
    std::string before = command_for(check, changed_paths(proposal, &FileEdit::before));
    ASSIGN_OR_RETURN(SandboxRun unchanged, sandbox.run(before, {}, show, progress.cancelled));
    if (unchanged.end == SandboxEnd::kCancelled)
      return stopped("while the check " + check.name + " ran");
    if (!unchanged.passed()) {
      result.outcome = Outcome::kFailedBefore;
      result.detail += ", as on the unchanged folder";
    }
  }
  // Last: from here to the event's append the ledger is held against other processes.
  RETURN_IF_ERROR(ledger_.keep(*result.output, run.output));
  return result;
}

Result<std::variant<Verified, Refused>> Verifier::verify(Proposal proposal, const Task& task,
                                                         const VerifyProgress& progress) {
  using Verdict = std::variant<Verified, Refused>;
  PolicyVerdict policy = examine_policy(proposal, task, rules_);
  std::vector<CheckResult> results;
  bool refused = false;
  for (const CheckResult& result : policy.results) {
    if (result.outcome == Outcome::kFailed) {
      refused = true;
      RETURN_IF_ERROR(record(proposal, result));
    }
    results.push_back(result);
  }
  if (refused) return Verdict(Refused{std::move(results)});

  bool must_be_read = !policy.ask_reasons.empty();
  auto paths = changed_paths(proposal, &FileEdit::after);
  auto gone = changed_paths(proposal, &FileEdit::before);
  paths.insert(paths.end(), gone.begin(), gone.end());
  std::optional<Sandbox> sandbox;
  for (const Check& check : checks_) {
    if (!is_called_for(check, paths)) continue;
    if (!sandbox) {
      ASSIGN_OR_RETURN(sandbox, Sandbox::create(sandbox_));
    }
    if (progress.started) progress.started(check);
    ASSIGN_OR_RETURN(CheckResult result, run_check(*sandbox, check, proposal, progress));
    RETURN_IF_ERROR(record(proposal, result));
    if (progress.finished) progress.finished(result);
    refused |= result.outcome == Outcome::kFailed;
    if (result.outcome == Outcome::kFailedBefore)
      policy.ask_reasons.push_back("the check " + check.name + " fails with and without the change");
    results.push_back(std::move(result));
  }
  if (refused) return Verdict(Refused{std::move(results), true});
  if (progress.cancelled && *progress.cancelled) return stopped("before the review");
  return Verdict(Verified(std::move(proposal), std::move(results), std::move(policy.ask_reasons), must_be_read));
}

}  // namespace suit
