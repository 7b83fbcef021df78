#include "loop/scratch_checks.h"

namespace suit {

std::vector<std::string> SandboxedChecks::names() const {
  std::vector<std::string> names;
  for (const Check& check : checks_) names.push_back(check.name);
  return names;
}

Result<std::vector<ScratchChecks::Outcome>> SandboxedChecks::run(const std::vector<FileEdit>& edits,
                                                                 const std::atomic<bool>* cancelled) {
  WhileChecksRun told(told_);
  std::vector<std::string> present;
  for (const FileEdit& edit : edits)
    if (edit.after.type != FileType::kAbsent) present.push_back(edit.path);
  ASSIGN_OR_RETURN(Sandbox sandbox, Sandbox::create(sandbox_));
  std::vector<Outcome> outcomes;
  for (const Check& check : checks_) {
    ASSIGN_OR_RETURN(SandboxRun run, sandbox.run(command_for(check, present), edits, {}, cancelled));
    if (run.end == SandboxEnd::kCancelled)
      return Error{ErrorCode::kCancelled, "stopped while the check " + check.name + " ran"};
    outcomes.push_back({check.name, run.passed(), std::move(run.output)});
  }
  return outcomes;
}

}  // namespace suit
