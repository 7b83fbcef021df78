#include "functions/doctor.h"

#include "base/clock.h"
#include "base/text.h"
#include "folder/folder.h"
#include "sandbox/folder_links.h"
#include "sandbox/toolchain.h"
#include "verify/judge.h"

namespace suit::functions {
namespace {

// Runs in the sandbox to find which programs of the check are missing there.
std::vector<Doctor::Missing> missing_for(const Check& check, const Sandbox& sandbox) {
  std::vector<Doctor::Missing> missing;
  std::string names;
  for (const std::string& program : programs_of(check)) names += " " + shell_quote(program);
  if (names.empty()) return missing;
  auto run =
      sandbox.run("for p in" + names + "; do command -v \"$p\" >/dev/null 2>&1 || echo \"$p\"; done", {});
  if (!run || !run->passed()) return missing;
  for (std::string_view line : split_lines(run->output)) {
    std::string name(without_terminator(line)), why = why_not_started(name, sandbox.options());
    if (why.empty()) why = name.find('/') != name.npos ? "does not exist" : "is not installed";
    if (why.starts_with(name + " ")) why.erase(0, name.size() + 1);
    missing.push_back({name, why});
  }
  return missing;
}

Doctor::CheckNow now_of(const Result<CheckResult>& result) {
  if (!result) return {Doctor::Now::kUnknown, result.error().message, 0};
  std::string seconds = with_one_decimal(static_cast<double>(result->duration_ms) / 1000) + " s";
  if (result->outcome == Outcome::kPassed)
    return {Doctor::Now::kPasses, "passes now (" + seconds + ")", result->duration_ms};
  if (result->detail.starts_with(name_of(SandboxEnd::kTime)))
    return {Doctor::Now::kUnknown, "still running after " + seconds + ": --time sets a longer limit",
            result->duration_ms};
  return {Doctor::Now::kFails, "fails now: " + result->detail, result->duration_ms};
}

}  // namespace

Result<Doctor::Answer> Doctor::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(int64_t time_ms, read_time(request.time));
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  SandboxOptions options = workspace->sandbox_options();
  const Settings& settings = workspace->settings();
  DetectedChecks detected;
  if (settings.has_checks)
    detected.checks = settings.checks;
  else
    detected = detect_checks(workspace->files());

  Answer answer{.folder = workspace->root(), .settings = user_settings_path()};
  answer.checks_from = settings.has_checks ? Answer::From::kSettings : Answer::From::kDetected;
  for (auto& notes : {detected.notes, settings.refused, find_folder_links(options).notes})
    answer.notes.insert(answer.notes.end(), notes.begin(), notes.end());
  for (SandboxFact& fact : examine_sandbox(options))
    answer.sandbox.push_back({fact.name, fact.good, fact.text});
  bool can_run = !answer.sandbox.empty() && answer.sandbox[0].good;
  answer.healthy = can_run;
  if (Ledger* ledger = workspace->ledger()) {
    auto sound = ledger->examine();
    answer.ledger = {bool(sound), sound ? "" : sound.error().message};
    answer.healthy &= answer.ledger->good;
  }

  // Runs each check on the current folder, as if all files had changed.
  std::vector<std::string> paths;
  Folder folder(workspace->files());
  if (auto files = folder.list())
    for (const FolderFile& file : **files)
      if (file.type == FileType::kFile) paths.push_back(file.path);
  auto sandbox = Sandbox::create(options);
  SandboxOptions timed = options;
  timed.limits.time_ms = std::min(timed.limits.time_ms, time_ms);
  Judge judge({.sandbox = timed});
  CancelOnly cancel(watch.cancelled());
  for (const Check& check : detected.checks) {
    FoundCheck& found = answer.checks.emplace_back(FoundCheck{check.name, check.command, check.when, {}, {}});
    if (!can_run) continue;
    if (auto missing = sandbox ? missing_for(check, *sandbox) : std::vector<Missing>(); !missing.empty())
      found.missing = std::move(missing);
    answer.healthy &= !found.missing;
    if (request.no_checks) continue;
    watch.state("check " + check.name + ": running, at most " + request.time);
    auto result = judge.run_unchanged(check, paths, cancel);
    if (watch.is_cancelled()) return Error{ErrorCode::kCancelled, "stopped: nothing was changed"};
    found.now = now_of(result);
    answer.healthy &= found.now->outcome != Now::kFails;
  }
  return answer;
}

}  // namespace suit::functions
