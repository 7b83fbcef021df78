// Decisions on proposals: through the run that has the proposal under review, or through a new run.
#include <chrono>
#include <thread>

#include "base/text.h"
#include "functions/do.h"
#include "http/api.h"
#include "loop/person_name.h"
#include "loop/standing.h"

namespace suit {
namespace {

using namespace functions;

template <class F>
std::unique_ptr<CallOf<F>> asking(typename F::Request request) {
  auto call = std::make_unique<CallOf<F>>();
  call->typed_request = std::move(request);
  return call;
}

}  // namespace

Result<WebResponse> Api::apply_proposal(ApiCall& call) {
  Session session(folder_, parts_, cache_);
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kChange, nobody()));
  ASSIGN_OR_RETURN(Sequence id, find_event(*workspace->ledger(), call.id));
  Review::Request request{.id = id, .undecided = call.given.undecided, .merge = call.given.merge};
  const Function& review = *find_function("review");
  if (request.merge) {
    RETURN_IF_ERROR(require_pending(*workspace->ledger(), id));
    runs_.release(id);
    for (int i = 0; i < 100 && runs_.run_of(id); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return start(review, asking<Review>(std::move(request)), id);  // the merge must be reviewed first
  }
  ASSIGN_OR_RETURN(Decision decision, decision_of_marks(session, *workspace, id, request.undecided));
  if (auto run = runs_.decide(id, decision)) return json_response(*run, 202);
  if (decision.kind == Decision::kReject)
    return Error{ErrorCode::kInvalid, "every change is rejected",
                 "POST /api/proposals/" + name_of_event(*workspace->ledger(), id) + "/reject"};
  request.marked = true;
  return start(review, asking<Review>(std::move(request)), id);
}

Result<WebResponse> Api::reject_proposal(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  ASSIGN_OR_RETURN(Sequence id, find_event(ledger, call.id));
  ASSIGN_OR_RETURN(Proposal proposal, load_proposal(ledger, id));
  const std::string& reason = call.given.reason;
  RETURN_IF_ERROR(require_pending(ledger, id));
  bool again = call.given.again;
  if (again && trim(reason).empty())
    return Error{ErrorCode::kInvalid, "another proposal needs a reason for rejecting this one"};
  if (again && workspace.is_foreign(proposal.task))
    return Error{ErrorCode::kDenied,
                 "the task is from a ledger that is not your own: " + workspace.origin().why,
                 "submit it as a new task"};
  RejectAnswer answer;
  if (auto run = runs_.decide(id, {.kind = Decision::kReject, .reason = reason, .again = again})) {
    if (again) answer.run = (*run)["run"].get<int64_t>();
    return json_response(json_of_struct(answer));
  }
  if (auto run = runs_.run_of(id))
    return Error{ErrorCode::kConflict, "run " + std::to_string(*run) + " already has a decision on it"};
  RETURN_IF_ERROR(record_rejection(ledger, id, "person", reason, true, person_name(workspace.root())));
  feed_.wake();
  if (!again) return json_response(json_of_struct(answer));
  ASSIGN_OR_RETURN(Json run, runs_.start(*find_function("resume"), asking<Resume>({.id = proposal.task})));
  answer.run = run["run"].get<int64_t>();
  return json_response(json_of_struct(answer));
}

}  // namespace suit
