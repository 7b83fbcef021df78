// Proposals: looking at them, marking their units, deciding.
#include <algorithm>
#include <chrono>
#include <thread>

#include "base/glob.h"
#include "base/text.h"
#include "change/proposal_event.h"
#include "functions/as_json.h"
#include "http/api.h"
#include "loop/history.h"
#include "loop/level_decision.h"
#include "loop/marks.h"
#include "loop/person_name.h"
#include "loop/standing.h"
#include "loop/task_class.h"
#include "loop/task_events.h"
#include "model/call_event.h"
#include "verify/check_event.h"

namespace suit {
namespace {

constexpr size_t kFilesComparedMax = 500;

// What each check said the last time.
Result<Json> checks_of(Ledger& ledger, Sequence id) {
  ASSIGN_OR_RETURN(auto events, ledger.events({.kinds = kinds_of<CheckEvent>(), .about = id}));
  Json list = Json::array();
  for (const Event& event : events) {
    CheckResult result = CheckEvent::of(event).result;
    Json one = {{"event", event.sequence},
                {"name", result.name},
                {"outcome", name_of(result.outcome)},
                {"duration_ms", result.duration_ms},
                {"output", result.output.has_value()}};
    if (!result.detail.empty()) one["detail"] = json_of_bytes(result.detail);
    if (!result.sandboxed) one["sandbox"] = false;
    auto same = std::find_if(list.begin(), list.end(),
                             [&](const Json& other) { return other["name"] == one["name"]; });
    if (same == list.end()) {
      list.push_back(std::move(one));
    } else {
      *same = std::move(one);
    }
  }
  return list;
}

// The files that were changed on disk since they were proposed are marked.
void mark_outside(Files& files, const ProposalView& view, Json& list) {
  if (list.size() > kFilesComparedMax) return;
  std::map<std::string, const FileEdit*> edits;
  for (const FileEdit& edit : view.proposal().edits) edits[edit.path] = &edit;
  for (Json& file : list) {
    auto path = bytes_of_json(file["path"]);
    auto it = path ? edits.find(*path) : edits.end();
    if (it == edits.end()) continue;
    auto now = read_version(files, it->first, uint64_t{64} << 20);
    if (!now || !now->same_as(it->second->before)) file["outside"] = true;
  }
}

}  // namespace

Result<WebResponse> Api::proposals(ApiCall&) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  ASSIGN_OR_RETURN(std::vector<Event> pending, pending_proposals(ledger));
  Json list = Json::array();
  for (const Event& event : pending) {
    ProposalEvent proposal = ProposalEvent::of(event);
    Json one = {{"id", event.sequence},
                {"task", event.about},
                {"summary", json_of_bytes(proposal.summary)},
                {"proposer", proposal.proposer},
                {"kind", proposal.kind},
                {"at_us", event.at_us},
                {"files", proposal.files},
                {"text", ""}};
    if (auto task = ledger.event(event.about)) one["text"] = json_of_bytes(TaskEvent::of(*task).text);
    if (auto run = runs_.run_of(event.sequence)) one["run"] = *run;
    list.push_back(std::move(one));
  }
  return ok({{"proposals", std::move(list)}});
}

Result<WebResponse> Api::proposal(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  ASSIGN_OR_RETURN(Sequence id, find_proposal(ledger, call.ids[0]));
  ASSIGN_OR_RETURN(auto view, views_.get(ledger, id));
  const Proposal& proposal = view->proposal();
  ASSIGN_OR_RETURN(Event event, ledger.event(id));
  ASSIGN_OR_RETURN(Task task, load_task(ledger, proposal.task));
  ASSIGN_OR_RETURN(Standing standing, standing_of(ledger, id));
  ASSIGN_OR_RETURN(Json checks, checks_of(ledger, id));
  ASSIGN_OR_RETURN(Marks marks, read_marks(ledger, id));
  ASSIGN_OR_RETURN(TrustRecord record, read_trust(workspace.evidence(), trust_key_of(proposal)));
  Json notes = Json::array(), asks = Json::array(), caps = Json::array(), files = view->files();
  for (const std::string& note : proposal.notes) notes.push_back(json_of_bytes(note));
  if (standing.is_open()) {
    mark_outside(workspace.files(), *view, files);
    if (workspace.is_foreign(id)) asks.push_back(cap_of_foreign(workspace.origin().why).why);
    for (const std::string& why : view->asks(task, workspace.settings().rules))
      asks.push_back(printable(why));
  }
  for (const LevelCap& cap : decide_level(task.level, proposal, workspace.settings(), record).caps)
    caps.push_back({{"why", cap.why}, {"lift", cap.lift}});
  Json json = {{"id", id},
               {"task", proposal.task},
               {"text", json_of_bytes(task.text)},
               {"level", name_of(task.level)},
               {"scope", task.scope.texts()},
               {"proposer", proposal.proposer},
               {"version", proposal.proposer_version},
               {"kind", proposal.kind},
               {"summary", json_of_bytes(proposal.summary)},
               {"notes", std::move(notes)},
               {"at_us", event.at_us},
               {"state", name_of(standing.state)},
               {"asks", std::move(asks)},
               {"caps", std::move(caps)},
               {"checks", std::move(checks)},
               {"units", view->review().units().size()},
               {"revision", marks.revision},
               {"files", std::move(files)},
               {"marks", json_of(marks.units)}};
  if (std::string reason = reason_of(standing); !reason.empty()) json["reason"] = reason;
  if (proposal.amends) json["amends"] = proposal.amends;
  if (auto run = runs_.run_of(id)) json["run"] = *run;
  return ok(json);
}

Result<WebResponse> Api::units(ApiCall& call) {
  ASSIGN_OR_RETURN(int64_t first, call.query_number("first", 0, 0, INT64_MAX));
  ASSIGN_OR_RETURN(int64_t count, call.query_number("count", 100, 1, 500));
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  ASSIGN_OR_RETURN(auto view, views_.get(*workspace.ledger(), call.ids[0]));
  size_t size = view->review().units().size();
  Json list = Json::array();
  for (size_t i = static_cast<size_t>(first); i < size && list.size() < static_cast<size_t>(count); ++i)
    list.push_back(view->unit(i));
  return ok({{"units", std::move(list)}});
}

Result<WebResponse> Api::sides(ApiCall& call) {
  ASSIGN_OR_RETURN(int64_t file, call.query_number("file", 0, 0, INT64_MAX));
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  ASSIGN_OR_RETURN(auto view, views_.get(*workspace.ledger(), call.ids[0]));
  ASSIGN_OR_RETURN(Json sides, view->sides(static_cast<size_t>(file)));
  return ok(sides);
}

Result<WebResponse> Api::mark(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  Sequence id = call.ids[0];
  ASSIGN_OR_RETURN(auto view, views_.get(ledger, id));
  std::map<size_t, UnitMark> wanted;
  for (const Json& one : call.body["marks"]) {
    UnitMark mark{.mark = *mark_from(string_or(one, "mark", ""))};
    if (one.contains("reason")) {
      ASSIGN_OR_RETURN(mark.reason, bytes_of_json(one["reason"]));
    }
    if (one.contains("text")) {
      ASSIGN_OR_RETURN(mark.text, bytes_of_json(one["text"]));
    }
    int64_t unit = one["unit"];
    if (unit < 0 || static_cast<size_t>(unit) >= view->review().units().size())
      return Error{ErrorCode::kInvalid, "the proposal has no unit " + std::to_string(unit)};
    wanted[static_cast<size_t>(unit)] = std::move(mark);
  }
  if (wanted.empty()) return Error{ErrorCode::kInvalid, "there are no marks"};
  // An edit that does not fit must not be in the ledger.
  bool edits = std::any_of(wanted.begin(), wanted.end(),
                           [](const auto& one) { return one.second.mark == Mark::kEdited; });
  if (edits) {
    HunkReview trial(view->proposal());
    RETURN_IF_ERROR(put_marks({wanted, 0}, trial));
  }
  std::lock_guard lock(marking_);
  RETURN_IF_ERROR(require_pending(ledger, id));
  ASSIGN_OR_RETURN(Marks marks, read_marks(ledger, id));
  int64_t seen = call.body["revision"];
  for (const auto& [unit, mark] : wanted) {
    auto it = marks.units.find(unit);
    if (it == marks.units.end() || it->second.event <= seen) continue;
    Json json = json_of(Error{ErrorCode::kConflict,
                              "somebody else marked unit " + std::to_string(unit) + " meanwhile",
                              "look at it again"});
    json["revision"] = marks.revision;
    json["marks"] = json_of(marks.units);
    return json_response(json, 409);
  }
  ASSIGN_OR_RETURN(Sequence revision, record_marks(ledger, id, wanted));
  feed_.wake();
  return ok({{"revision", revision}, {"marks", json_of(wanted)}});
}

Result<WebResponse> Api::apply_proposal(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  Sequence id = call.ids[0];
  ASSIGN_OR_RETURN(auto view, views_.get(ledger, id));
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
  Ledger::Query query{.kinds = kinds_of<CallEvent>(), .about = proposal.task, .limit = 1};
  ASSIGN_OR_RETURN(auto calls, ledger.events(query));
  if (!calls.empty()) request.model = CallEvent::of(calls[0]).model;
  ASSIGN_OR_RETURN(Json run, runs_.start(std::move(request)));
  json["run"] = run["run"];
  return ok(json);
}

}  // namespace suit
