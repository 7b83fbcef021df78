// The loop, on one page: task → context → propose → verify → review → apply → learn.
#include "loop/loop.h"

#include <algorithm>

#include "base/text.h"
#include "change/edit_list.h"
#include "change/event_names.h"
#include "change/task_events.h"
#include "loop/failing_checks.h"
#include "loop/person_name.h"
#include "loop/scratch_checks.h"
#include "loop/standing.h"
#include "loop/task_class.h"
#include "propose/repair/mutations.h"
#include "trust/reply_event.h"
#include "verify/check.h"

namespace suit {

Result<LoopOutcome> Loop::run(Task task) {
  auto outcome = turn(std::move(task));
  (void)keep_within_bound(workspace_);  // the task's result stands, even if this fails
  return outcome;
}

Result<LoopOutcome> Loop::resume(Sequence id, Staleness staleness) {
  auto outcome = take_up(id, staleness);
  (void)keep_within_bound(workspace_);
  return outcome;
}

Result<LoopOutcome> Loop::turn(Task task) {
  Ledger& ledger = *workspace_.ledger();
  if (task.id == 0) RETURN_IF_ERROR(record(task));
  watch_.began(task, 0);
  // context: inputs for the sources (propose/context_sources.h); a model's program asks the builder
  Folder folder(workspace_.files());
  Request request{.task = task, .folder = folder, .watch = watch_};
  SandboxedChecks scratch_checks(checks(), workspace_.sandbox_options(), options_.checks_run);
  FailingChecks failing(ledger, scratch_checks);
  request.failed_checks = [&] { return failing.find(request); };
  Trying trying{checks(), workspace_.sandbox_options(), options_.budget_ms, options_.tries_max};
  request.trying = &trying;
  LoopOutcome outcome;
  ASSIGN_OR_RETURN(request.reasons, reasons_of(ledger, task.id));
  std::optional<Json> last;  // the last proposal
  if (!request.reasons.empty()) {
    ASSIGN_OR_RETURN(std::optional<Sequence> rejected, rejected_proposal_of(ledger, task.id));
    auto proposal = rejected ? load_proposal(ledger, *rejected) : Result<Proposal>(Error{});
    if (proposal) last = json_of_edits(proposal->edits);
  }
  for (int attempt = 1;; ++attempt) {
    RETURN_IF_ERROR(take_level(task));
    request.checks = task.level >= Level::kAgent ? &scratch_checks : nullptr;
    watch_.proposing();
    ASSIGN_OR_RETURN(Reply reply, proposer_.propose(request));
    if (auto* question = std::get_if<Question>(&reply)) {
      auto answer = watch_.answer(*question);
      if (!answer || *answer >= question->choices.size())
        return LoopOutcome{
            .status = LoopStatus::kUnanswered, .task = task.id, .question = std::move(*question)};
      request.answers.push_back(*answer);
      --attempt;  // a question is not an attempt
      continue;
    }
    if (!std::holds_alternative<Proposal>(reply)) return end_without_proposal(task, std::move(reply));
    Proposal proposal = std::get<Proposal>(std::move(reply));
    proposal.task = task.id;
    RETURN_IF_ERROR(normalise(proposal));
    note_attributes(workspace_.files(), proposal);
    set_class(proposal, task.text);
    // It has nothing else to offer: an identical proposal is not a new one.
    if (last == json_of_edits(proposal.edits)) {
      if (outcome.status == LoopStatus::kRefused) return outcome;
      return end_without_proposal(
          task, Declined{"it repeats a rejected proposal", "give another reason, or use another model"});
    }
    last = json_of_edits(proposal.edits);
    RETURN_IF_ERROR(suit::record(ledger, proposal));
    size_t known_reasons = request.reasons.size();
    ASSIGN_OR_RETURN(outcome, judge(std::move(proposal), task, &request.reasons));
    bool again = outcome.status == LoopStatus::kRefused && attempt < attempts_of(outcome.level.allowed) &&
                 request.reasons.size() > known_reasons;
    if (again) continue;
    bool may_go_on =
        outcome.status == LoopStatus::kRejected && !outcome.reason.empty() && proposer_.heeds_reasons();
    if (!may_go_on || !watch_.wants_another(outcome.proposal, outcome.reason)) return outcome;
    request.reasons.push_back(reason_of_person(outcome.proposal, outcome.reason));
    attempt = 0;  // the person asked for another
  }
}

// Records its reply, which closes the task.
Result<LoopOutcome> Loop::end_without_proposal(const Task& task, Reply reply) {
  Ledger& ledger = *workspace_.ledger();
  LoopOutcome outcome{.status = LoopStatus::kDeclined, .task = task.id};
  ReplyEvent event;
  if (auto* answered = std::get_if<Answered>(&reply)) {
    outcome.status = LoopStatus::kAnswered;
    event.status = ReplyEvent::kAnswered;
    event.model = answered->model;
    event.text = Digest::of(answered->text);
    RETURN_IF_ERROR(ledger.keep(*event.text, answered->text));
    outcome.answered = std::move(*answered);
  } else {
    outcome.declined = std::get<Declined>(std::move(reply));
    event.why = outcome.declined.understood;
    if (const auto& unfit = outcome.declined.unfit) {
      event.proposer = unfit->proposer;
      event.version = unfit->version;
      event.kind = unfit->kind;
      event.answers = unfit->answers;
      event.problems = unfit->problems;
    }
  }
  RETURN_IF_ERROR(ledger.append(event, task.id));
  return outcome;
}

Result<void> Loop::record(Task& task) {
  TaskEvent event{.text = task.text,
                  .scope = task.scope.texts(),
                  .level = task.level,
                  .no_checks = options_.skip_checks,
                  .here = task.here};
  for (const Check& check : options_.extra_checks) event.checks.push_back(check.command);
  ASSIGN_OR_RETURN(task.id, workspace_.ledger()->append(event));
  task.name = name_of_event(*workspace_.ledger(), task.id);
  return {};
}

// What the person has set it to meanwhile.
Result<void> Loop::take_level(Task& task) {
  auto to = watch_.level_now();
  if (!to || *to == task.level) return {};
  RETURN_IF_ERROR(workspace_.ledger()->append(LevelEvent{.from = task.level, .to = *to}, task.id));
  task.level = *to;
  return {};
}

// The proposal must pass all checks that the task named.
Result<void> Loop::take_checks_of(Sequence task) {
  ASSIGN_OR_RETURN(Event event, workspace_.ledger()->event(task));
  TaskEvent asked = TaskEvent::of(event);
  options_.skip_checks |= asked.no_checks;
  for (const std::string& command : asked.checks) options_.extra_checks.push_back({command, command, {}});
  return {};
}

Result<LoopOutcome> Loop::go_on(Sequence id) {
  ASSIGN_OR_RETURN(Task task, load_task(*workspace_.ledger(), id));
  RETURN_IF_ERROR(take_checks_of(id));
  return run(std::move(task));
}

// Determines the level, then verifies; refusals go back to the proposer as reasons.
Result<LoopOutcome> Loop::judge(Proposal proposal, Task task, std::vector<Reason>* reasons) {
  Ledger& ledger = *workspace_.ledger();
  watch_.proposed(proposal);
  LoopOutcome outcome{.task = task.id};
  ASSIGN_OR_RETURN(TrustRecord record, read_trust(workspace_.evidence(), trust_key_of(proposal)));
  outcome.level = decide_level(task.level, proposal, workspace_.settings(), record);
  overridden_ = options_.override == Override::kTrustMe && outcome.level.unlicensed;
  if (overridden_) {
    // The person overrides the missing licence, but never a ceiling.
    outcome.level.allowed = Level::kAutopilot;
    outcome.level.caps.clear();
    RETURN_IF_ERROR(ledger.append(OverrideEvent{}, proposal.id));
  }
  if (Sequence first = proposal.amends ? proposal.amends : proposal.id; workspace_.is_foreign(first)) {
    outcome.level.must_be_read = true;
    outcome.level.caps.push_back(cap_of_foreign(workspace_.origin().why));
  }
  for (const LevelCap& cap : outcome.level.caps) watch_.level_lowered(cap.why);
  task.level = outcome.level.allowed;
  ASSIGN_OR_RETURN(auto verdict, verify(proposal, task));
  if (auto* verified = std::get_if<Verified>(&verdict))
    return finish(std::move(*verified), task, std::move(outcome));

  Refused& refused = std::get<Refused>(verdict);
  outcome.status = LoopStatus::kRefused;
  outcome.proposal = std::move(proposal);
  for (const CheckResult& result : refused.results) {
    if (!refuses(result.outcome)) continue;
    RETURN_IF_ERROR(
        record_rejection(ledger, outcome.proposal.id, result.name, result.detail, refused.by_check));
    std::string text = result.detail;
    if (result.output)
      if (auto output = ledger.content(*result.output)) text += "\n" + *output;
    if (reasons) reasons->push_back({result.name, std::move(text)});
  }
  outcome.results = std::move(refused.results);
  return outcome;
}

Result<std::variant<Verified, Refused>> Loop::verify(const Proposal& proposal, const Task& task) {
  WhileChecksRun told(options_.checks_run);
  watch_.verifying();
  return verifier().verify(proposal, task, watch_);
}

Result<LoopOutcome> Loop::finish(Verified verified, Task task, LoopOutcome outcome) {
  outcome.results = verified.results();
  outcome.proposal = verified.proposal();
  outcome.asks = verified.ask_reasons();
  outcome.unchecked = unchecked(outcome.proposal);
  if (!outcome.unchecked.empty()) watch_.remark(outcome.unchecked);
  if (options_.dry_run) {
    outcome.status = LoopStatus::kShown;
    return outcome;
  }
  if (auto set = watch_.level_now(); set && *set < outcome.level.allowed) {
    RETURN_IF_ERROR(take_level(task));
    outcome.level.allowed = task.level;
  }
  Reviewer reviewer(*workspace_.ledger(), watch_, person_name(workspace_.root()), options_.decided);
  ASSIGN_OR_RETURN(auto answer, reviewer.review(std::move(verified), outcome.level,
                                                overridden_ ? Override::kTrustMe : Override::kNone));
  if (auto* reviewed = std::get_if<Reviewed>(&answer)) return apply_reviewed(*reviewed, std::move(outcome));
  if (auto* amended = std::get_if<Amended>(&answer)) {
    Proposal original = outcome.proposal;
    outcome.reason = amended->reason;
    return amend(original, std::move(*amended), task, std::move(outcome));
  }
  NotAccepted& no = std::get<NotAccepted>(answer);
  outcome.status = no.rejected ? LoopStatus::kRejected : LoopStatus::kPending;
  outcome.reason = no.reason;
  return outcome;
}

// A proposal amended by the person is a new one: it is verified before it is applied.
Result<LoopOutcome> Loop::amend(const Proposal& original, Amended made, Task task, LoopOutcome outcome) {
  Ledger& ledger = *workspace_.ledger();
  Proposal amended = original;
  amended.id = 0;
  amended.amends = original.id;
  amended.edits = std::move(made.edits);
  RETURN_IF_ERROR(normalise(amended));
  RETURN_IF_ERROR(suit::record(ledger, amended));
  ASSIGN_OR_RETURN(auto verdict, verify(amended, task));
  if (auto* refused = std::get_if<Refused>(&verdict)) {
    for (const CheckResult& result : refused->results)
      if (refuses(result.outcome))
        RETURN_IF_ERROR(record_rejection(ledger, amended.id, result.name, result.detail, false));
    outcome.status = LoopStatus::kRefused;
    outcome.results = std::move(refused->results);
    outcome.proposal = std::move(amended);
    return outcome;
  }
  Verified& verified = std::get<Verified>(verdict);
  outcome.results = verified.results();
  outcome.proposal = verified.proposal();
  // Their yes does not cover reasons that they did not see.
  std::vector<std::string> told = std::exchange(outcome.asks, verified.ask_reasons());
  bool knew = std::all_of(outcome.asks.begin(), outcome.asks.end(), [&](const std::string& why) {
    return std::find(told.begin(), told.end(), why) != told.end();
  });
  if (!knew) {
    outcome.status = LoopStatus::kPending;
    return outcome;
  }
  Reviewer reviewer(ledger, watch_, person_name(workspace_.root()));
  ASSIGN_OR_RETURN(Reviewed reviewed,
                   reviewer.accept_amended(std::move(verified), original.id, made.unread, outcome.reason));
  return apply_reviewed(reviewed, std::move(outcome));
}

Result<LoopOutcome> Loop::apply_reviewed(const Reviewed& reviewed, LoopOutcome outcome) {
  ASSIGN_OR_RETURN(FileLock lock, workspace_.lock());
  ASSIGN_OR_RETURN(ApplyOutcome applied, apply({workspace_.files(), *workspace_.ledger(), lock}, reviewed));
  outcome.application = applied.application;
  outcome.status = applied.conflicts.empty() ? LoopStatus::kApplied : LoopStatus::kConflict;
  if (outcome.status == LoopStatus::kConflict) {
    // Changed files that can't be merged conflict; if there are none, `--merge` rebases the proposal.
    ASSIGN_OR_RETURN(Rebased rebased, rebase(workspace_.files(), reviewed.proposal().edits));
    outcome.conflicts = std::move(rebased.conflicts);
  }
  return outcome;
}

Result<LoopOutcome> Loop::take_up(Sequence id, Staleness staleness) {
  Ledger& ledger = *workspace_.ledger();
  RETURN_IF_ERROR(require_pending(ledger, id));
  ASSIGN_OR_RETURN(Proposal proposal, load_proposal(ledger, id));
  ASSIGN_OR_RETURN(Task task, load_task(ledger, proposal.task));
  // A person who opens a proposal wants to see it: a licence earned meanwhile does not decide for them.
  task.level = std::min(task.level, Level::kAgent);
  watch_.began(task, id);
  RETURN_IF_ERROR(take_checks_of(proposal.task));
  ASSIGN_OR_RETURN(Rebased rebased, rebase(workspace_.files(), proposal.edits));
  if (!is_stale(proposal.edits, rebased)) return judge(std::move(proposal), task, nullptr);
  if (!rebased.conflicts.empty() || staleness == Staleness::kStop)
    return LoopOutcome{.status = LoopStatus::kConflict,
                       .task = task.id,
                       .proposal = std::move(proposal),
                       .conflicts = std::move(rebased.conflicts)};
  proposal.amends = std::exchange(proposal.id, 0);
  proposal.edits = std::move(rebased.edits);
  proposal.notes.push_back("carried over to files that had changed since it was proposed");
  RETURN_IF_ERROR(normalise(proposal));
  RETURN_IF_ERROR(suit::record(ledger, proposal));
  return judge(std::move(proposal), task, nullptr);
}

std::vector<Check> Loop::checks() {
  std::vector<Check> checks = options_.extra_checks;
  if (checks.empty() && !options_.skip_checks) checks = workspace_.checks();
  return checks;
}

std::string Loop::unchecked(const Proposal& proposal) {
  std::vector<Check> all = checks();
  const std::string nothing = "no check covers this change: ";
  if (all.empty())
    return nothing +
           (options_.skip_checks ? "checks are turned off for this task" : "none was found in this folder");
  std::vector<std::string> open;
  for (const FileEdit& edit : proposal.edits)
    if (std::none_of(all.begin(), all.end(),
                     [&](const Check& check) { return is_called_for(check, {edit.path}); }))
      open.push_back(edit.path);
  if (open.empty()) return "";
  if (open.size() == proposal.edits.size())
    return nothing + "none is for " + printable(open[0]) + (open.size() > 1 ? " or the other files" : "");
  return "no check covers " + printable(open[0]) +
         (open.size() > 1 ? " and " + counted(open.size() - 1, "other file") + " of this change" : "");
}

Verifier Loop::verifier() {
  return Verifier(*workspace_.ledger(), workspace_.files(), workspace_.settings().rules, checks(),
                  workspace_.sandbox_options(), repair::mutants_of);
}

}  // namespace suit
