#include "functions/patches.h"

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"
#include "change/edit_list.h"
#include "change/plan_edits.h"
#include "functions/as_json.h"
#include "verify/check_order.h"
#include "verify/watchers.h"

namespace suit {
namespace {

constexpr uint64_t kFileBytesMax = 64u << 20;
constexpr size_t kOutputShown = 4'000;

Json json_of(const EditRefusal& refusal) {
  Json json = {{"reason", name_of(refusal.reason)}, {"message", json_of_bytes(refusal.message)}};
  if (!refusal.path.empty()) json["path"] = json_of_bytes(refusal.path);
  if (refusal.line) json["line"] = refusal.line;
  return json;
}

// The end of what a check printed, from a line's beginning where it was cut, or at least a character's.
std::string_view end_of(std::string_view output) {
  if (output.size() <= kOutputShown) return output;
  output.remove_prefix(output.size() - kOutputShown);
  size_t line = output.find('\n');
  if (line != output.npos && line + 1 < output.size()) return output.substr(line + 1);
  while (!output.empty() && (static_cast<unsigned char>(output.front()) & 0xC0) == 0x80)
    output.remove_prefix(1);
  return output;
}

// What watches a check lies in the folder too; a patch of it is judged unwatched.
bool touches_watchers(const std::vector<FileEdit>& edits) {
  return std::any_of(edits.begin(), edits.end(), [](const FileEdit& edit) {
    return edit.path == kWatcherFolder || edit.path.starts_with(std::string(kWatcherFolder) + "/");
  });
}

// Two that are the same here leave the same folder.
std::string key_of(const std::vector<FileEdit>& edits) {
  return Digest::of(to_text(json_of_edits(edits))).hex();
}

}  // namespace

Result<std::unique_ptr<PatchJudge>> PatchJudge::create(Workspace& workspace, PatchOptions options) {
  std::vector<Check> checks = std::move(options.checks);
  if (checks.empty() && !options.skip_checks) checks = workspace.checks();
  // The order only saves time: a ledger that can't be read is no reason to judge nothing.
  if (Ledger* ledger = workspace.ledger())
    if (auto ordered = quickest_to_refuse(checks, *ledger)) checks = std::move(*ordered);
  SandboxOptions sandbox = workspace.sandbox_options();
  sandbox.parallel = options.parallel;
  if (options.check_ms > 0) sandbox.limits.time_ms = options.check_ms;
  std::unique_ptr<PatchJudge> judge(new PatchJudge(workspace.files(), std::move(options)));
  QuickLook quick_look;
  if (judge->options_.warm) {
    RETURN_IF_ERROR(judge->warm_up(checks, sandbox));
    quick_look = [patches = judge.get()](auto& check, auto& edits, auto* cancelled) {
      return patches->look(check, edits, cancelled);
    };
  }
  judge->judge_ = std::make_unique<Judge>(JudgeOptions{workspace.settings().rules, std::move(checks),
                                                       std::move(sandbox), true, std::move(quick_look)});
  return judge;
}

Result<void> PatchJudge::warm_up(const std::vector<Check>& checks, const SandboxOptions& sandbox) {
  trials_ = std::make_unique<Trials>(sandbox);
  for (const Check& check : checks) {
    if (check.command.find("{files}") != std::string::npos) continue;  // another command for each patch
    if (options_.state) options_.state(check.name + " on the unchanged folder");
    ASSIGN_OR_RETURN(Measure measure, trials_->measure(check));
    ASSIGN_OR_RETURN(Observation seen,
                     trials_->observe(measure, Trials::Watching::kOutcomes, options_.cancelled));
    if (!seen.passed) continue;  // watched it fails, which tells nothing of a patch
    RETURN_IF_ERROR(trials_->prepare(measure, seen, options_.cancelled));
    measures_.emplace(check.command, std::move(measure));
  }
  return {};
}

Result<std::optional<SandboxRun>> PatchJudge::look(const Check& check, const std::vector<FileEdit>& edits,
                                                   const std::atomic<bool>* cancelled) {
  std::optional<SandboxRun> none;
  auto measure = measures_.find(check.command);
  if (measure == measures_.end() || touches_watchers(edits)) return none;
  auto screened = trials_->screen(measure->second, edits, cancelled);
  if (!screened && screened.error().code == ErrorCode::kCancelled) return screened.error();
  bool decides = screened && *screened && (!(*screened)->passed() || options_.unconfirmed);
  return decides ? std::move(*screened) : none;  // what went wrong with the look, the check itself will say
}

Result<Json> PatchJudge::judge(const Json& id, std::string_view patch) {
  int64_t started_us = monotonic_us();
  Json verdict = {{"id", id}};
  EditPlan plan;
  if (patch.size() > kPatchBytesMax) {
    plan.refusals.push_back(
        {RefusalReason::kMalformed, "", 0, "the patch is larger than " + human_bytes(kPatchBytesMax)});
  } else {
    plan = plan_answer(patch, {}, {.read = [this](std::string_view path) {
                         return read_version(files_, path, kFileBytesMax);
                       }});
  }
  if (!plan.ok()) {
    verdict["verdict"] = "invalid";
    for (const EditRefusal& refusal : plan.refusals) verdict["refusals"].push_back(json_of(refusal));
    return verdict;
  }
  Proposal proposal;
  proposal.edits = std::move(plan.edits);
  if (auto sound = normalise(proposal); !sound) {
    verdict["verdict"] = "invalid";
    verdict["refusals"].push_back(
        {{"reason", "malformed"}, {"message", json_of_bytes(sound.error().message)}});
    return verdict;
  }
  std::promise<Result<std::string>> mine;
  std::string key = key_of(proposal.edits);
  std::optional<Known> other;
  {
    std::lock_guard hold(known_mutex_);
    auto [known, is_new] = known_.try_emplace(key, Known{id, mine.get_future().share()});
    if (!is_new) other = known->second;
  }
  if (other) {
    ASSIGN_OR_RETURN(std::string same, other->verdict.get());
    verdict["verdict"] = same;
    verdict["same_as"] = other->id;
    return verdict;
  }
  auto judged = judge_proposal(proposal);
  if (!judged) {
    {
      std::lock_guard hold(known_mutex_);
      known_.erase(key);  // the next one like it is judged again
    }
    mine.set_value(judged.error());
    return judged.error();
  }
  mine.set_value(string_or(*judged, "verdict", ""));
  verdict.update(*judged);
  for (const std::string& note : plan.notes) verdict["notes"].push_back(json_of_bytes(note));
  verdict["duration_ms"] = (monotonic_us() - started_us) / 1000;
  return verdict;
}

Result<Json> PatchJudge::judge_proposal(const Proposal& proposal) {
  Task task{.scope = options_.scope, .level = Level::kAgent};
  Json files = json_of_edit_list(proposal.edits), checks = Json::array();
  auto listen = [&](const CheckResult& result, const std::string& output) -> Result<void> {
    bool is_quiet =
        !result.output && result.outcome == Outcome::kPassed;  // a policy that has nothing against it
    if (is_quiet) return {};
    checks.push_back(suit::json_of(result));
    if (result.outcome != Outcome::kPassed && !output.empty())
      checks.back()["output"] = json_of_bytes(end_of(output));
    return {};
  };
  CancelOnly watch(options_.cancelled);
  ASSIGN_OR_RETURN(Judgement judgement, judge_->judge(proposal, task, watch, listen));
  Json verdict = {{"verdict", judgement.refused               ? "refused"
                              : judgement.ask_reasons.empty() ? "accepted"
                                                              : "asks"}};
  for (const std::string& why : judgement.ask_reasons) verdict["asks"].push_back(json_of_bytes(why));
  if (options_.unconfirmed && verdict["verdict"] == "accepted") verdict["unconfirmed"] = true;
  verdict["files"] = std::move(files);
  verdict["checks"] = std::move(checks);
  return verdict;
}

}  // namespace suit
