#include "verify/judge.h"

#include <set>

#include "base/text.h"
#include "folder/judge_files.h"
#include "sandbox/folder_links.h"
#include "sandbox/toolchain.h"

namespace suit {
namespace {

constexpr size_t kReasonBytesMax = 200;

// The program that a shell, make or env reports as not found in this line; "" for none.
std::string program_not_found(std::string_view line) {
  for (std::string_view said : {": not found", ": command not found", ": No such file or directory"}) {
    if (!line.ends_with(said)) continue;
    std::string_view name = line.substr(0, line.size() - said.size());
    if (size_t colon = name.rfind(": "); colon != name.npos) name.remove_prefix(colon + 2);
    for (std::string_view quote : {"‘", "'", "\""})
      if (name.starts_with(quote)) name.remove_prefix(quote.size());
    for (std::string_view quote : {"’", "'", "\""})
      if (name.ends_with(quote)) name.remove_suffix(quote.size());
    return name.find(' ') == name.npos ? std::string(name) : std::string();
  }
  return {};
}

// The most informative line of an output after a failure: the last that mentions an error, else the last one.
std::string telling_line(std::string_view output) {
  std::string_view last, telling;
  for (std::string_view line :
       split_lines(output.substr(output.size() - std::min<size_t>(output.size(), 64u << 10)))) {
    line = trim(without_terminator(line));
    if (line.empty()) continue;
    last = line;
    std::string lower = to_lower(line);
    bool of_make =
        lower.starts_with("make") && lower.find("***") != lower.npos;  // says only that something failed
    for (const char* word :
         {"fatal", "error", "not found", "no such file", "denied", "not permitted", "fail"})
      if (!of_make && lower.find(word) != lower.npos) telling = line;
  }
  std::string_view found = telling.empty() ? last : telling;
  return printable(found.substr(0, kReasonBytesMax)) + (found.size() > kReasonBytesMax ? " …" : "");
}

// What the sandbox hides from a program that could not start, or from git.
std::string why_hidden(const SandboxRun& run, const SandboxOptions& options) {
  std::string_view output = run.output;
  output = output.substr(output.size() - std::min<size_t>(output.size(), 64u << 10));
  for (std::string_view line : split_lines(output)) {
    if (std::string program = program_not_found(trim(without_terminator(line))); !program.empty())
      if (std::string why = why_not_started(program, options); !why.empty()) return why;
  }
  if (output.find("not a git repository") == output.npos) return {};
  auto notes = find_folder_links(options).notes;
  return notes.empty() ? std::string() : notes.front();
}

Error stopped(const std::string& when) {
  return {ErrorCode::kCancelled, "stopped " + when + ": nothing was changed"};
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

Result<const Sandbox*> Judge::sandbox() {
  std::lock_guard hold(sandbox_mutex_);
  if (!sandbox_) {
    ASSIGN_OR_RETURN(sandbox_, Sandbox::create(options_.sandbox));
  }
  return &*sandbox_;
}

Result<SandboxRun> Judge::run(const Check& check, const std::vector<std::string>& paths,
                              const std::vector<FileEdit>& edits, Watch& watch) {
  auto show = [&](std::string_view output) { watch.check_printed(check, output); };
  Check filled = check;
  filled.command = command_for(check, paths);
  if (options_.quick_look && !edits.empty()) {
    ASSIGN_OR_RETURN(auto quick, options_.quick_look(filled, edits, watch.cancelled()));
    if (quick) return std::move(*quick);
  }
  ASSIGN_OR_RETURN(const Sandbox* sandbox, this->sandbox());
  auto run = sandbox->run(filled.command, edits, show, watch.cancelled());
  if (run && run->end == SandboxEnd::kCancelled) return stopped("while the check " + check.name + " ran");
  return run;
}

// Several failing candidates wait for one answer; other commands are not delayed by it.
Result<bool> Judge::passes_unchanged(const Check& check, const Proposal& proposal, Watch& watch) {
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
  auto unchanged = run(check, paths, {}, watch);
  Result<bool> passed = unchanged ? Result<bool>(unchanged->passed()) : Result<bool>(unchanged.error());
  if (!passed) {
    std::lock_guard hold(unchanged_mutex_);
    unchanged_.erase(command);  // the next one asks again
  }
  mine.set_value(passed);
  return passed;
}

CheckResult Judge::result_of(const std::string& name, const SandboxRun& run) const {
  CheckResult result{name, run.passed() ? Outcome::kPassed : Outcome::kFailed, detail_of(run),
                     run.duration_ms};
  result.output = Digest::of(run.output);
  result.sandboxed = options_.sandbox.isolation == SandboxIsolation::kFull;
  return result;
}

Result<Judge::CheckRun> Judge::run_check(const Check& check, const Proposal& proposal, Watch& watch) {
  ASSIGN_OR_RETURN(SandboxRun run,
                   this->run(check, changed_paths(proposal, &FileEdit::after), proposal.edits, watch));
  CheckResult result = result_of(check.name, run);
  if (!run.passed()) {
    RETURN_IF_ERROR(explain(run, result));
    ASSIGN_OR_RETURN(bool passed_before, passes_unchanged(check, proposal, watch));
    if (!passed_before) {
      result.outcome = Outcome::kFailedBefore;
      result.detail += ", as on the unchanged folder";
    }
  }
  return CheckRun{std::move(result), std::move(run.output)};
}

Result<void> Judge::explain(const SandboxRun& run, CheckResult& result) {
  auto says = [&](std::string_view words) { return run.output.find(words) != std::string::npos; };
  if (!result.sandboxed || !(says("not found") || says("No such file") || says("not a git repository")))
    return {};
  ASSIGN_OR_RETURN(const Sandbox* sandbox, this->sandbox());
  if (std::string why = why_hidden(run, sandbox->options()); !why.empty())
    result.detail += "; " + printable(why);
  return {};
}

Result<void> Judge::judge_by_base(const Proposal& proposal, Judgement& judgement, Watch& watch,
                                  const Listener& listener) {
  constexpr size_t kNamed = 3;
  std::vector<FileEdit> kept;
  std::vector<std::string> paths;  // changed ones that exist in this run
  std::string named;
  size_t changed = 0;
  for (const FileEdit& edit : proposal.edits) {
    std::string why = why_judge_file(edit.path);
    if ((why.empty() ? edit.after : edit.before).type != FileType::kAbsent) paths.push_back(edit.path);
    if (why.empty()) {
      kept.push_back(edit);
    } else if (++changed <= kNamed) {
      named += (named.empty() ? "" : ", ") + printable(edit.path) + " (" + why + ")";
    }
  }
  if (changed == 0) return {};
  if (changed > kNamed) named += " and " + std::to_string(changed - kNamed) + " more";
  std::set<std::string> passed;
  for (const CheckResult& result : judgement.results)
    if (result.outcome == Outcome::kPassed) passed.insert(result.name);
  for (const Check& check : options_.checks) {
    if (!passed.contains(check.name)) continue;
    Check with_base = check;
    with_base.name += ", judge files unchanged";
    watch.check_began(with_base);
    ASSIGN_OR_RETURN(SandboxRun run, this->run(check, paths, kept, watch));
    CheckResult result = result_of(with_base.name, run);
    if (!run.passed()) result.outcome = Outcome::kFailedBefore;
    RETURN_IF_ERROR(listener(result, run.output));
    watch.check_ended(result);
    if (!run.passed())
      judgement.ask_reasons.push_back("the check " + check.name +
                                      " passes only with changed judge files: " + named);
    judgement.results.push_back(std::move(result));
  }
  return {};
}

Result<CheckResult> Judge::run_unchanged(const Check& check, const std::vector<std::string>& paths,
                                         Watch& watch) {
  ASSIGN_OR_RETURN(SandboxRun run, this->run(check, paths, {}, watch));
  CheckResult result = result_of(check.name, run);
  if (run.passed()) return result;
  RETURN_IF_ERROR(explain(run, result));
  if (std::string line = telling_line(run.output); !line.empty()) result.detail += ": " + line;
  return result;
}

Result<Judgement> Judge::judge(const Proposal& proposal, const Task& task, Watch& watch,
                               const Listener& listener) {
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
    watch.check_began(check);
    ASSIGN_OR_RETURN(CheckRun run, run_check(check, proposal, watch));
    RETURN_IF_ERROR(listener(run.result, run.output));
    watch.check_ended(run.result);
    if (run.result.outcome == Outcome::kFailedBefore) {
      std::string reason = telling_line(run.output);
      judgement.ask_reasons.push_back("the check " + check.name + " fails with and without the change" +
                                      (reason.empty() ? "" : ": " + reason));
    }
    judgement.by_check |= run.result.outcome == Outcome::kFailed;
    judgement.results.push_back(std::move(run.result));
    if (judgement.by_check && options_.stop_at_first) break;
  }
  judgement.refused = judgement.by_check;
  if (!judgement.refused) RETURN_IF_ERROR(judge_by_base(proposal, judgement, watch, listener));
  if (!judgement.refused && watch.is_cancelled()) return stopped("before the review");
  return judgement;
}

}  // namespace suit
