#include "verify/judge.h"

namespace suit {
namespace {

Error stopped(const std::string& when) { return {ErrorCode::kCancelled, "stopped " + when + ": nothing was changed"}; }

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

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed: return "passed";
    case Outcome::kFailed: return "failed";
    case Outcome::kFailedBefore: return "failed_before";
  }
  CHECK(false);
  return {};
}

Result<const Sandbox*> Judge::sandbox() {
  std::lock_guard hold(sandbox_mutex_);
  if (!sandbox_) {
    ASSIGN_OR_RETURN(sandbox_, Sandbox::create(options_.sandbox));
  }
  return &*sandbox_;
}

Result<SandboxRun> Judge::run(const Check& check, const std::vector<std::string>& paths, const std::vector<FileEdit>& edits,
                              const VerifyProgress& progress) {
  auto show = [&](std::string_view output) {
    if (progress.running) progress.running(check, output);
  };
  Check filled = check;
  filled.command = command_for(check, paths);
  if (options_.quick_look && !edits.empty()) {
    ASSIGN_OR_RETURN(auto quick, options_.quick_look(filled, edits, progress.cancelled));
    if (quick) return std::move(*quick);
  }
  ASSIGN_OR_RETURN(const Sandbox* sandbox, this->sandbox());
  auto run = sandbox->run(filled.command, edits, show, progress.cancelled);
  if (run && run->end == SandboxEnd::kCancelled) return stopped("while the check " + check.name + " ran");
  return run;
}

// Several candidates that fail wait for one answer; other commands are not held up by it.
Result<bool> Judge::passes_unchanged(const Check& check, const Proposal& proposal, const VerifyProgress& progress) {
  auto paths = changed_paths(proposal, &FileEdit::before);
  std::string command = command_for(check, paths);
  std::promise<Result<bool>> mine;
  std::shared_future<Result<bool>> answer = mine.get_future().share();
  bool is_mine = false;
  {
    std::lock_guard hold(unchanged_mutex_);
    auto known = unchanged_.try_emplace(command, answer);
    is_mine = known.second;
    answer = known.first->second;
  }
  if (!is_mine) return answer.get();
  auto unchanged = run(check, paths, {}, progress);
  Result<bool> passed = unchanged ? Result<bool>(unchanged->passed()) : Result<bool>(unchanged.error());
  if (!passed) {
    std::lock_guard hold(unchanged_mutex_);
    unchanged_.erase(command);  // the next one asks again
  }
  mine.set_value(passed);
  return passed;
}

Result<Judge::CheckRun> Judge::run_check(const Check& check, const Proposal& proposal, const VerifyProgress& progress) {
  ASSIGN_OR_RETURN(SandboxRun run, this->run(check, changed_paths(proposal, &FileEdit::after), proposal.edits, progress));
  CheckResult result{check.name, run.passed() ? Outcome::kPassed : Outcome::kFailed, detail_of(run), run.duration_ms};
  result.output = Digest::of(run.output);
  result.sandboxed = options_.sandbox.isolation == SandboxIsolation::kFull;
  if (!run.passed()) {
    ASSIGN_OR_RETURN(bool passed_before, passes_unchanged(check, proposal, progress));
    if (!passed_before) {
      result.outcome = Outcome::kFailedBefore;
      result.detail += ", as on the unchanged folder";
    }
  }
  return CheckRun{std::move(result), std::move(run.output)};
}

Result<Judgement> Judge::judge(const Proposal& proposal, const Task& task, const VerifyProgress& progress, const Listener& listener) {
  PolicyVerdict policy = examine_policy(proposal, task, options_.rules);
  Judgement judgement{.ask_reasons = std::move(policy.ask_reasons)};
  judgement.must_be_read = !judgement.ask_reasons.empty();
  for (CheckResult& result : policy.results) {
    judgement.refused |= result.outcome == Outcome::kFailed;
    RETURN_IF_ERROR(listener(result, {}));
    judgement.results.push_back(std::move(result));
  }
  if (judgement.refused) return judgement;

  auto paths = changed_paths(proposal, &FileEdit::after);
  auto gone = changed_paths(proposal, &FileEdit::before);
  paths.insert(paths.end(), gone.begin(), gone.end());
  for (const Check& check : options_.checks) {
    if (!is_called_for(check, paths)) continue;
    if (progress.started) progress.started(check);
    ASSIGN_OR_RETURN(CheckRun run, run_check(check, proposal, progress));
    RETURN_IF_ERROR(listener(run.result, run.output));
    if (progress.finished) progress.finished(run.result);
    if (run.result.outcome == Outcome::kFailedBefore)
      judgement.ask_reasons.push_back("the check " + check.name + " fails with and without the change");
    judgement.by_check |= run.result.outcome == Outcome::kFailed;
    judgement.results.push_back(std::move(run.result));
    if (judgement.by_check && options_.stop_at_first) break;
  }
  judgement.refused = judgement.by_check;
  if (!judgement.refused && progress.cancelled && *progress.cancelled) return stopped("before the review");
  return judgement;
}

}  // namespace suit
