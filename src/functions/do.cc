#include "functions/do.h"

#include "base/text.h"
#include "change/proposal_event.h"
#include "loop/chosen_proposer.h"
#include "loop/hunk_review.h"
#include "loop/person_name.h"
#include "loop/standing.h"
#include "loop/typed_scope.h"
#include "model/call_event.h"

namespace suit::functions {
namespace {

constexpr std::string_view kYesAbout =
    "Apply without review unless a rule requires one; does not count toward trust";

void say_where(const Workspace& workspace, Watch& watch) {
  if (!workspace.here().empty())
    watch.step("in " + printable(workspace.root()) + ": paths are relative to " +
               printable(workspace.here()) + ", the current folder");
}

Error is_elsewhere(Workspace& workspace, const std::string& what, Sequence id, const std::string& hint) {
  return {ErrorCode::kDenied,
          what + " " + name_of_event(*workspace.ledger(), id) +
              " is from a ledger that is not your own: " + workspace.origin().why,
          hint};
}

ProposerChoice choice_of(const std::optional<std::string>& model, bool offline, bool dry_run, Watch& watch) {
  return {model.value_or(""), offline, dry_run,
          [&watch](const std::string& line) { watch.step("model: " + line); }};
}

// The decision given in advance with --yes.
std::optional<Decision> yes_to_all(bool yes) {
  if (!yes) return std::nullopt;
  return Decision{.kind = Decision::kAccept, .unread = true, .in_advance = true};
}

// Hints that a task whose model failed can be resumed from the ledger.
Error with_way_on(Error error, Workspace& workspace, bool dry_run) {
  bool resumable = !dry_run && (error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kCancelled);
  if (!resumable) return error;
  if (auto unfinished = unfinished_task(*workspace.ledger()); unfinished && *unfinished)
    error.hint = "`suit resume " + name_of_event(*workspace.ledger(), **unfinished) + "` continues it";
  return error;
}

// Creates the task and runs the loop with the proposer that `choose` picks.
template <class Choose>
Result<TaskOutcome> run_task(Session& session, const TaskOptions& request, Task task, LoopOptions options,
                             std::optional<Level> level, Watch& watch, Choose choose) {
  ASSIGN_OR_RETURN(Workspace * workspace,
                   session.open(request.dry_run ? WorkspaceMode::kTrial : WorkspaceMode::kChange, watch));
  task.here = workspace->here();
  say_where(*workspace, watch);
  task.level = level.value_or(workspace->settings().level);
  ASSIGN_OR_RETURN(task.scope, scope_from_here(*workspace, request.scope, [&](const Question& question) {
                     return watch.answer(question);
                   }));
  options.dry_run = request.dry_run;
  options.extra_checks = checks_from_here(workspace->here(), request.check);
  options.decided = yes_to_all(request.yes);
  ChosenProposer chosen(session.parts(), *workspace);
  ASSIGN_OR_RETURN(Proposer * proposer, choose(chosen));
  options.checks_run = [&chosen](bool running) { chosen.give_way(running); };
  Loop loop(*workspace, *proposer, watch, std::move(options));
  auto outcome = loop.run(std::move(task));
  if (!outcome) return with_way_on(outcome.error(), *workspace, request.dry_run);
  return shown_outcome(*outcome, *workspace);
}

Field scope_field(std::vector<std::string>& scope, std::string_view about) {
  return Field("scope", scope, about).as("GLOB");
}
Field check_field(std::vector<std::string>& check, std::string_view about) {
  return Field("check", check, about).as("COMMAND");
}
Field model_field(std::optional<std::string>& model, std::string_view about) {
  return Field("model", model, about).as("NAME");
}

}  // namespace

Fields Do::Request::fields() {
  return {Field("task", task, "What to do, in plain English").required().words().as("TEXT"),
          Field("level", level, "Level of the task; default: from the settings").as("LEVEL"),
          scope_field(scope, "Limit changes to a glob, a file, or lines such as src/a.cc:10-40"),
          check_field(check, "Run this command as the check instead of the folder's checks"),
          {"no_checks", no_checks, "Run policies only"},
          {"yes", yes, kYesAbout},
          {"dry_run", dry_run, "Propose, verify and show; change nothing (model calls are still recorded)"},
          {"trust_me", trust_me,
           "At autopilot: apply although autopilot is not allowed; recorded as an override"},
          model_field(model, "Model for tasks that need one; none: no model"),
          {"offline", offline, "Open no connections"}};
}

Result<void> Do::check(Session& session, const Request& request) {
  if (trim(request.task).empty())
    return Error{ErrorCode::kInvalid, "there is no task", "example: suit do \"rename the function f to g\""};
  RETURN_IF_ERROR(Scope::parse(request.scope));
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, nobody()));
  RETURN_IF_ERROR(choose_model(workspace->settings(), request.model.value_or("")));
  return {};
}

Result<TaskOutcome> Do::run(Session& session, const Request& request, Watch& watch) {
  if (trim(request.task).empty()) return check(session, request).error();
  LoopOptions options{.override = request.trust_me ? Override::kTrustMe : Override::kNone,
                      .skip_checks = request.no_checks};
  return run_task(session, request, {.text = request.task}, std::move(options), request.level, watch,
                  [&](ChosenProposer& chosen) {
                    return chosen.choose(choice_of(request.model, request.offline, request.dry_run, watch));
                  });
}

Fields Fix::Request::fields() {
  return {check_field(check, "Failing command, instead of the folder's checks"),
          scope_field(scope, "Limit changes to this; tests are changed only if named here"),
          Field("budget", budget, "Search time, such as 90s, 5m or 1h (default 5m)").as("TIME"),
          Field("candidates", candidates, "Maximum number of edits to judge").between(1, 10'000'000).as("N"),
          {"yes", yes, kYesAbout},
          {"dry_run", dry_run, "Search, propose and show; change nothing"}};
}

Result<TaskOutcome> Fix::run(Session& session, const Request& request, Watch& watch) {
  LoopOptions options;
  options.tries_max = static_cast<size_t>(request.candidates.value_or(0));
  if (request.budget) {
    ASSIGN_OR_RETURN(options.budget_ms, read_time(*request.budget));
  }
  return run_task(session, request, {.text = "make the tests pass"}, std::move(options), {}, watch,
                  [&](ChosenProposer&) -> Result<Proposer*> { return &session.parts().fix; });
}

Fields Resume::Request::fields() {
  return {Field("id", id, "The task; default: the newest without a proposal").positional().as("ID"),
          model_field(model, "Use another model than the task began with"),
          {"offline", offline, "Open no connections"},
          {"yes", yes, kYesAbout}};
}

Result<TaskOutcome> Resume::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kChange, watch));
  Ledger& ledger = *workspace->ledger();
  Sequence id = 0;
  if (request.id) {
    ASSIGN_OR_RETURN(id, find_event(ledger, *request.id));
  } else {
    ASSIGN_OR_RETURN(std::optional<Sequence> unfinished, unfinished_task(ledger));
    if (!unfinished)
      return Error{ErrorCode::kNotFound, "no task was interrupted", "`suit do \"…\"` starts one"};
    id = *unfinished;
  }
  ASSIGN_OR_RETURN(Event named, ledger.event(id));
  if (named.is<ProposalEvent>()) id = named.about;
  if (workspace->is_foreign(id))
    return is_elsewhere(
        *workspace, "task", id,
        "`suit show " + name_of_event(ledger, id) + "` shows it; ask for it again with `suit do`");
  ASSIGN_OR_RETURN(std::optional<Sequence> rejected, rejected_proposal_of(ledger, id));
  std::optional<std::string> model = request.model;
  ASSIGN_OR_RETURN(auto calls, ledger.events({.kinds = kinds_of<CallEvent>(), .about = id, .limit = 1}));
  if (!model && !calls.empty()) model = CallEvent::of(calls[0]).model;
  ChosenProposer chosen(session.parts(), *workspace);
  ASSIGN_OR_RETURN(Proposer * proposer, chosen.choose(choice_of(model, request.offline, false, watch), id));
  if (rejected && !proposer->heeds_reasons())
    return Error{
        ErrorCode::kConflict,
        "proposal " + name_of_event(ledger, *rejected) + " was rejected; another proposal needs a model",
        "`suit resume " + name_of_event(ledger, id) + " --model NAME` asks one"};
  Loop loop(*workspace, *proposer, watch,
            {.checks_run = [&chosen](bool running) { chosen.give_way(running); },
             .decided = yes_to_all(request.yes)});
  ASSIGN_OR_RETURN(LoopOutcome outcome, loop.go_on(id));
  return shown_outcome(outcome, *workspace);
}

Fields Review::Request::fields() {
  return {Field("id", id, "The proposal; default: the oldest pending one").positional().as("ID"),
          {"accept", accept, "Accept; you have read it (suit diff ID)"},
          {"yes", yes, "Accept without review unless a rule requires one"},
          Field("reject", reject, "Reject, with a reason").as("REASON"),
          {"marked", marked, "Apply the changes marked as accepted or edited"},
          Field("undecided", undecided, "With --marked: what to do with changes that have no mark")
              .one_of("accept|leave_out"),
          {"merge", merge, "Three-way merge into files that changed since"},
          {"no_checks", no_checks, "Run policies only"}};
}

Result<TaskOutcome> Review::run(Session& session, const Request& request, Watch& watch) {
  if (request.accept + request.yes + request.marked + request.reject.has_value() > 1)
    return Error{ErrorCode::kInvalid, "accept, yes, reject and marked exclude each other", "choose one"};
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kChange, watch));
  Ledger& ledger = *workspace->ledger();
  Sequence id = 0;
  if (!request.id) {
    ASSIGN_OR_RETURN(std::vector<Event> pending, pending_proposals(ledger));
    if (pending.empty())
      return Error{ErrorCode::kNotFound, "no proposal is pending", "`suit do \"…\"` makes one"};
    id = pending.front().sequence;
  } else {
    ASSIGN_OR_RETURN(id, find_proposal(ledger, *request.id));
  }
  if (request.reject) {  // a rejection needs no verification
    RETURN_IF_ERROR(require_pending(ledger, id));
    RETURN_IF_ERROR(
        record_rejection(ledger, id, "person", *request.reject, true, person_name(workspace->root())));
    LoopOutcome outcome{.status = LoopStatus::kRejected, .reason = *request.reject};
    ASSIGN_OR_RETURN(outcome.proposal, load_proposal(ledger, id));
    outcome.task = outcome.proposal.task;
    return shown_outcome(outcome, *workspace);
  }
  if (workspace->is_foreign(id) && (request.yes || request.accept))
    return is_elsewhere(*workspace, "proposal", id,
                        "review it at a terminal: `suit review " + name_of_event(ledger, id) + "`");
  LoopOptions options{.skip_checks = request.no_checks};
  if (request.yes) options.decided = {.kind = Decision::kAccept, .unread = true};
  if (request.accept) options.decided = {.kind = Decision::kAccept, .unseen = !watch.is_seen()};
  if (request.marked) {
    ASSIGN_OR_RETURN(options.decided, decision_of_marks(session, *workspace, id, request.undecided));
  }
  Loop loop(*workspace, session.parts().fix, watch, std::move(options));  // never asked to propose
  auto staleness = request.merge ? Loop::Staleness::kMerge : Loop::Staleness::kStop;
  ASSIGN_OR_RETURN(LoopOutcome outcome, loop.resume(id, staleness));
  return shown_outcome(outcome, *workspace);
}

Result<Decision> decision_of_marks(Session& session, Workspace& workspace, Sequence id,
                                   const std::optional<std::string>& undecided) {
  Ledger& ledger = *workspace.ledger();
  ASSIGN_OR_RETURN(auto view, session.cache().views.get(ledger, id));
  RETURN_IF_ERROR(require_pending(ledger, id));
  ASSIGN_OR_RETURN(Marks marks, read_marks(ledger, id));
  HunkReview review(view->proposal());
  RETURN_IF_ERROR(put_marks(marks, review));
  for (size_t i = 0; i < review.units().size(); ++i)
    review.set_shown(i);  // marks are set on a page that shows them all
  size_t open = review.count(Mark::kUndecided);
  if (open > 0 && !undecided)
    return Error{ErrorCode::kInvalid, counted(open, "change") + " of the proposal have no mark",
                 "set \"undecided\" to \"accept\" or \"leave_out\""};
  bool accepts = undecided == "accept";
  if (accepts && open > 0 && workspace.is_foreign(id))
    return Error{ErrorCode::kDenied, cap_of_foreign(workspace.origin().why).why, "read and mark each change"};
  std::map<size_t, UnitMark> accepted_too;
  for (size_t i = 0; accepts && i < review.units().size(); ++i) {
    if (review.mark(i) != Mark::kUndecided) continue;
    review.accept(i);
    accepted_too[i] = {.mark = Mark::kAccepted};
  }
  if (!accepted_too.empty()) RETURN_IF_ERROR(record_marks(ledger, id, accepted_too));
  Decision decision = review.decision();
  if (decision.kind == Decision::kLater)
    return Error{ErrorCode::kInvalid, "no change is accepted", "mark the changes to apply"};
  return decision;
}

}  // namespace suit::functions
