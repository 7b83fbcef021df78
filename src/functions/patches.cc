#include "functions/patches.h"

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"
#include "change/edit_list.h"
#include "functions/known_verdicts.h"
#include "functions/receipt.h"
#include "propose/repair/mutations.h"
#include "verify/check_order.h"
#include "verify/past_refusals.h"
#include "verify/stored_bases.h"
#include "verify/watchers.h"

namespace suit {
namespace {

constexpr uint64_t kFileBytesMax = 64u << 20;
PatchVerdict::Refusal shown(const EditRefusal& refusal) {
  PatchVerdict::Refusal one{refusal.reason, refusal.message, {}, {}};
  if (!refusal.path.empty()) one.path = refusal.path;
  if (refusal.line) one.line = refusal.line;
  return one;
}

// The files that instrument a check lie in the folder; a patch to them skips the quick look.
bool touches_watchers(const std::vector<FileEdit>& edits) {
  return std::any_of(edits.begin(), edits.end(), [](const FileEdit& edit) {
    return edit.path == kWatcherFolder || edit.path.starts_with(std::string(kWatcherFolder) + "/");
  });
}

// Patches with equal keys produce the same folder.
std::string key_of(const std::vector<FileEdit>& edits) {
  return Digest::of(to_text(json_of_edits(edits))).hex();
}

// Shows facts that are known before the verdict.
class PatchWatch final : public Watch {
 public:
  explicit PatchWatch(const PatchOptions& options) : options_(options) {}
  const std::atomic<bool>* cancelled() const override { return options_.cancelled; }
  void remark(const std::string& what) override {
    if (options_.state) options_.state(what);
  }

 private:
  const PatchOptions& options_;
};

}  // namespace

Fields PatchVerdict::fields() {
  return {{"id", id, "Id of the patch; \"-\" for a single patch"},
          {"line", line, "Position from 1, for a patch without an id"},
          {"verdict", verdict,
           "asks: a person must decide; invalid: it does not fit the folder; tampered: a check passed, but "
           "not as "
           "its tests reported; cannot_judge: a check needs what it lacks here"},
          {"refusals", refusals, "Why it is invalid"},
          {"same_as", same_as, "Id of an equivalent patch with the same verdict"},
          {"asks", asks, "Why a person must decide"},
          {"unconfirmed", unconfirmed, "true: accepted without a clean build, as requested"},
          {"files", files, "Changed files"},
          {"checks", checks, "Checks, and the policies that object"},
          {"notes", notes, "Places where its lines did not match exactly; facts that decide nothing"},
          {"mutants", mutants, "Small changes of the changed lines, judged by the same checks"},
          {"unprotected", unprotected, "true: no check notices any of the mutants"},
          {"cached", cached,
           "When it was found: the same patch was judged within a day, and nothing that its runs could read "
           "has changed since. No evidence"},
          {"duration_ms", duration_ms, "Total time"}};
}

Result<std::unique_ptr<PatchJudge>> PatchJudge::create(Workspace& workspace, PatchOptions options) {
  std::vector<Check> checks = std::move(options.checks);
  if (checks.empty() && !options.skip_checks) checks = workspace.checks();
  // The order only saves time, so an unreadable ledger is not an error.
  if (Ledger* ledger = workspace.ledger())
    if (auto ordered = quickest_to_refuse(checks, *ledger)) checks = std::move(*ordered);
  SandboxOptions sandbox = workspace.sandbox_options();
  sandbox.parallel = options.parallel;
  if (options.check_ms > 0) sandbox.limits.time_ms = options.check_ms;
  if (options.evidence) *options.evidence = {.checks = checks, .sandbox = sandbox};
  std::unique_ptr<PatchJudge> judge(new PatchJudge(workspace.files(), std::move(options)));
  QuickLook quick_look;
  if (judge->options_.warm) {
    RETURN_IF_ERROR(judge->warm_up(checks, sandbox));
    quick_look = [patches = judge.get()](auto& check, auto& edits, auto* cancelled) {
      return patches->look(check, edits, cancelled);
    };
  }
  judge->checks_ = checks;
  judge->rules_ = workspace.settings().rules;
  judge->judge_ = std::make_unique<Judge>(JudgeOptions{.rules = workspace.settings().rules,
                                                       .checks = std::move(checks),
                                                       .sandbox = std::move(sandbox),
                                                       .fixes = judge->options_.fixes,
                                                       .coverage = judge->options_.coverage,
                                                       .mutants = judge->options_.mutants,
                                                       .mutant_maker = repair::mutants_of,
                                                       .stop_at_first = true,
                                                       .quick_look = std::move(quick_look),
                                                       .remembers_refusals = judge->options_.asked_again,
                                                       .stored_bases = judge->options_.stored,
                                                       .files = &judge->files_});
  return judge;
}

Result<void> PatchJudge::warm_up(const std::vector<Check>& checks, const SandboxOptions& sandbox) {
  trials_ = std::make_unique<Trials>(sandbox);
  for (const Check& check : checks) {
    if (check.command.find("{files}") != std::string::npos) continue;  // the command differs for each patch
    if (options_.state) options_.state(check.name + " on the unchanged folder");
    ASSIGN_OR_RETURN(Measure measure, trials_->measure(check));
    ASSIGN_OR_RETURN(Observation seen,
                     trials_->observe(measure, Trials::Watching::kOutcomes, options_.cancelled));
    if (!seen.passed) continue;  // it fails when instrumented: no use as a quick look
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
  return decides ? std::move(*screened) : none;  // the check itself reports the error
}

Result<PatchVerdict> PatchJudge::judge(const Json& id, std::string_view patch) {
  EditPlan plan;
  if (patch.size() > kPatchBytesMax) {
    plan.refusals.push_back(
        {RefusalReason::kMalformed, "", 0, "the patch is larger than " + human_bytes(kPatchBytesMax)});
  } else {
    plan = plan_answer(patch, {}, {.read = [this](std::string_view path) {
                         return read_version(files_, path, kFileBytesMax);
                       }});
  }
  return judge_plan(id, std::move(plan));
}

Result<PatchVerdict> PatchJudge::judge(const Json& id, std::vector<FileEdit> edits) {
  EditPlan plan;
  plan.edits = std::move(edits);
  return judge_plan(id, std::move(plan));
}

Result<PatchVerdict> PatchJudge::judge_plan(const Json& id, EditPlan plan) {
  int64_t started_us = monotonic_us();
  Proposal proposal;
  if (plan.ok()) {
    proposal.edits = std::move(plan.edits);
    if (auto sound = normalise(proposal); !sound)
      plan.refusals.push_back({RefusalReason::kMalformed, "", 0, sound.error().message});
  }
  if (!plan.refusals.empty()) {
    PatchVerdict invalid{.id = id};
    invalid.refusals.emplace();
    for (const EditRefusal& refusal : plan.refusals) invalid.refusals->push_back(shown(refusal));
    return invalid;
  }
  std::promise<Result<PatchVerdict::Kind>> mine;
  std::string key = key_of(proposal.edits);
  std::optional<Known> other;
  {
    std::lock_guard hold(known_mutex_);
    auto [known, is_new] = known_.try_emplace(key, Known{id, mine.get_future().share()});
    if (!is_new) other = known->second;
  }
  if (other) {
    PatchVerdict same{.id = id, .same_as = other->id};
    ASSIGN_OR_RETURN(same.verdict, other->verdict.get());
    return same;
  }
  auto judged = judge_proposal(proposal);
  if (!judged) {
    {
      std::lock_guard hold(known_mutex_);
      known_.erase(key);  // judge the next equal patch again
    }
    mine.set_value(judged.error());
    return judged.error();
  }
  mine.set_value(judged->verdict);
  judged->id = id;
  std::vector<Bytes> notes = functions::bytes_of(plan.notes);
  if (judged->notes) notes.insert(notes.end(), judged->notes->begin(), judged->notes->end());
  if (!notes.empty()) judged->notes = std::move(notes);
  judged->duration_ms = (monotonic_us() - started_us) / 1000;
  return judged;
}

std::optional<Digest> PatchJudge::verdict_key(const Proposal& proposal, Watch& watch) {
  bool is_slow = std::any_of(checks_.begin(), checks_.end(),
                             [&](const Check& check) { return is_slow_check(files_.root(), check.command); });
  if (!is_slow || !options_.stored) return {};
  auto inputs = judge_->inputs(watch);
  if (!inputs) return {};
  Json asked{{"inputs", inputs->hex()},         {"edits", key_of(proposal.edits)},
             {"scope", options_.scope.texts()}, {"policies", functions::digest_of_rules(rules_)},
             {"fixes", options_.fixes},         {"coverage", options_.coverage},
             {"mutants", options_.mutants}};
  for (const Check& check : checks_) asked["checks"].push_back({check.name, check.command});
  return Digest::of(to_text(asked));
}

Result<PatchVerdict> PatchJudge::judge_proposal(const Proposal& proposal) {
  PatchWatch watch(options_);
  auto key = verdict_key(proposal, watch);
  auto known = key ? known_verdict(*key) : std::nullopt;
  PatchVerdict verdict;
  if (known) {
    verdict = std::move(*known);
  } else {
    ASSIGN_OR_RETURN(verdict, judge_by_runs(proposal, watch));
    bool may_keep = verdict.verdict != PatchVerdict::Kind::kCannotJudge;
    if (key && may_keep && judge_->has_same_inputs(watch)) keep_verdict(*key, verdict);
  }
  if (known && verdict.verdict == PatchVerdict::Kind::kAccepted) {
    if (auto past = past_refusal(files_, proposal.edits, checks_)) {
      verdict.asks = {Bytes(*past)};
      verdict.verdict = PatchVerdict::Kind::kAsks;
    }
  }
  return verdict;
}

Result<PatchVerdict> PatchJudge::judge_by_runs(const Proposal& proposal, Watch& watch) {
  Task task{.scope = options_.scope, .level = Level::kAgent};
  PatchVerdict verdict{.files = functions::edits_of(proposal.edits)};
  auto& checks = verdict.checks.emplace();
  auto listen = [&](const CheckResult& result, const std::string& output) -> Result<void> {
    bool passed = result.outcome == Outcome::kPassed;
    if (passed && result.name.starts_with("policy:")) return {};  // it has no objections
    checks.push_back(functions::shown_check(result, passed ? "" : output));
    return {};
  };
  ASSIGN_OR_RETURN(Judgement judgement, judge_->judge(proposal, task, watch, listen));
  verdict.verdict = judgement.tampered              ? PatchVerdict::Kind::kTampered
                    : judgement.refused             ? PatchVerdict::Kind::kRefused
                    : judgement.cannot_judge        ? PatchVerdict::Kind::kCannotJudge
                    : judgement.ask_reasons.empty() ? PatchVerdict::Kind::kAccepted
                                                    : PatchVerdict::Kind::kAsks;
  if (options_.evidence) {
    options_.evidence->edits = proposal.edits;
    options_.evidence->fixes = options_.fixes;
    options_.evidence->tests = std::move(judgement.tests);
  }
  if (!judgement.ask_reasons.empty()) verdict.asks = functions::bytes_of(judgement.ask_reasons);
  if (!judgement.notes.empty()) verdict.notes = functions::bytes_of(judgement.notes);
  if (const auto& count = judgement.mutants; count && !judgement.refused) {
    verdict.mutants = {static_cast<int64_t>(count->noticed), static_cast<int64_t>(count->of),
                       functions::bytes_of(count->unnoticed)};
    if (count->of > 0 && count->noticed == 0) verdict.unprotected = true;
  }
  if (options_.unconfirmed && verdict.verdict == PatchVerdict::Kind::kAccepted) verdict.unconfirmed = true;
  return verdict;
}

}  // namespace suit
