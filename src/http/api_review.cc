// Deciding on proposals.
#include <chrono>
#include <thread>

#include "base/text.h"
#include "functions/as_json.h"
#include "http/api.h"
#include "loop/level_decision.h"
#include "loop/marks.h"
#include "loop/person_name.h"
#include "loop/standing.h"
#include "model/call_event.h"

namespace suit {

Result<WebResponse> Api::apply_proposal(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  Sequence id = call.ids[0];
  ASSIGN_OR_RETURN(auto view, cache_.views.get(ledger, id));
  RETURN_IF_ERROR(require_pending(ledger, id));
  auto accepted = [](Result<Json> run) -> Result<WebResponse> {
    if (!run) return run.error();
    return json_response(*run, 202);
  };
  if (bool_or(call.body, "merge", false)) {
    runs_.release(id);
    for (int i = 0; i < 100 && runs_.run_of(id); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return accepted(runs_.take_up(id, Loop::Staleness::kMerge, {}));
  }
  ASSIGN_OR_RETURN(Marks marks, read_marks(ledger, id));
  HunkReview review(view->proposal());
  RETURN_IF_ERROR(put_marks(marks, review));
  for (size_t i = 0; i < review.units().size(); ++i)
    review.set_shown(i);  // the page shows them all on one sheet
  std::string undecided = string_or(call.body, "undecided", "");
  if (size_t open = review.count(Mark::kUndecided); open > 0 && undecided.empty())
    return Error{ErrorCode::kInvalid, counted(open, "unit") + " of the proposal have no mark",
                 "say what is to be done with them: \"undecided\": \"accept\" or \"leave_out\""};
  if (undecided == "accept" && review.count(Mark::kUndecided) > 0 && workspace.is_foreign(id))
    return Error{ErrorCode::kDenied, cap_of_foreign(workspace.origin().why).why,
                 "look at each unit and mark it"};
  std::map<size_t, UnitMark> accepted_too;
  for (size_t i = 0; undecided == "accept" && i < review.units().size(); ++i) {
    if (review.mark(i) != Mark::kUndecided) continue;
    review.accept(i);
    accepted_too[i] = {.mark = Mark::kAccepted};
  }
  if (!accepted_too.empty()) RETURN_IF_ERROR(record_marks(ledger, id, accepted_too));
  Decision decision = review.decision();
  if (decision.kind == Decision::kLater)
    return Error{ErrorCode::kInvalid, "nothing of it is accepted", "mark what is to be applied"};
  if (auto run = runs_.decide(id, decision)) return json_response(*run, 202);
  if (decision.kind == Decision::kReject)
    return Error{ErrorCode::kInvalid, "all of it is rejected",
                 "POST /api/proposals/" + std::to_string(id) + "/reject"};
  return accepted(runs_.take_up(id, Loop::Staleness::kStop, std::move(decision)));
}

Result<WebResponse> Api::reject_proposal(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  Sequence id = call.ids[0];
  ASSIGN_OR_RETURN(Proposal proposal, load_proposal(ledger, id));
  ASSIGN_OR_RETURN(std::string reason, bytes_of_json(call.body["reason"]));
  RETURN_IF_ERROR(require_pending(ledger, id));
  bool again = bool_or(call.body, "again", false);
  if (again && trim(reason).empty())
    return Error{ErrorCode::kInvalid, "another proposal needs a reason why this one won't do"};
  if (again && workspace.is_foreign(proposal.task))
    return Error{ErrorCode::kDenied,
                 "the task is from a ledger that is not your own record: " + workspace.origin().why,
                 "ask for it again as a task of yours"};
  Json json = {{"status", "rejected"}};
  if (auto run = runs_.decide(id, {.kind = Decision::kReject, .reason = reason, .again = again})) {
    if (again) json["run"] = (*run)["run"];
    return ok(json);
  }
  if (auto run = runs_.run_of(id))
    return Error{ErrorCode::kConflict, "run " + std::to_string(*run) + " has a decision on it already"};
  RETURN_IF_ERROR(record_rejection(ledger, id, "person", reason, true, person_name(workspace.root())));
  feed_.wake();
  if (!again) return ok(json);
  RunRequest request;
  ASSIGN_OR_RETURN(request.task, load_task(ledger, proposal.task));
  ASSIGN_OR_RETURN(
      auto calls,
      ledger.events({.kinds = kinds_of<CallEvent>(), .about = proposal.task, .limit = 1, .brief = true}));
  if (!calls.empty()) request.model = CallEvent::of(calls[0]).model;
  ASSIGN_OR_RETURN(Json run, runs_.start(std::move(request)));
  json["run"] = run["run"];
  return ok(json);
}

}  // namespace suit
