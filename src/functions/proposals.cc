#include "functions/proposals.h"

#include <algorithm>

#include "base/text.h"
#include "change/proposal_event.h"
#include "loop/history.h"
#include "loop/loop.h"
#include "loop/standing.h"
#include "loop/task_class.h"
#include "verify/check_event.h"
#include "verify/judge.h"

namespace suit::functions {
namespace {

constexpr size_t kFilesComparedMax = 500;

// The latest result of each check.
Result<std::vector<ShowProposal::CheckRow>> checks_of(Ledger& ledger, Sequence id) {
  ASSIGN_OR_RETURN(auto events, ledger.events({.kinds = kinds_of<CheckEvent>(), .about = id}));
  std::vector<ShowProposal::CheckRow> list;
  for (const Event& event : events) {
    CheckResult result = CheckEvent::of(event).result;
    ShowProposal::CheckRow one{.event = event.sequence,
                               .name = result.name,
                               .outcome = std::string(name_of(result.outcome)),
                               .duration_ms = result.duration_ms,
                               .output = result.output.has_value()};
    if (!result.detail.empty()) one.detail = result.detail;
    if (!result.sandboxed) one.sandbox = false;
    auto same =
        std::find_if(list.begin(), list.end(), [&](const auto& other) { return other.name == one.name; });
    if (same != list.end())
      *same = std::move(one);
    else
      list.push_back(std::move(one));
  }
  return list;
}

// Marks the files that changed on disk since the proposal.
void mark_outside(Files& files, const ProposalView& view, std::vector<ProposalFile>& list) {
  if (list.size() > kFilesComparedMax) return;
  std::map<std::string, const FileEdit*> edits;
  for (const FileEdit& edit : view.proposal().edits) edits[edit.path] = &edit;
  for (ProposalFile& file : list) {
    auto it = edits.find(file.path);
    if (it == edits.end()) continue;
    auto now = read_version(files, it->first, uint64_t{64} << 20);
    if (!now || !now->same_as(it->second->before)) file.outside = true;
  }
}

}  // namespace

std::vector<UnitDecision> decisions_of(const std::map<size_t, UnitMark>& marks) {
  std::vector<UnitDecision> list;
  for (const auto& [unit, mark] : marks) {
    UnitDecision one{.unit = static_cast<int64_t>(unit), .mark = mark.mark};
    if (!mark.reason.empty()) one.reason = mark.reason;
    if (!mark.text.empty()) one.text = mark.text;
    list.push_back(std::move(one));
  }
  return list;
}

Result<Proposals::Answer> Proposals::run(Session& session, const Request&, Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  Answer answer;
  if (!workspace->ledger()) return answer;
  Ledger& ledger = *workspace->ledger();
  ASSIGN_OR_RETURN(std::vector<Event> pending, pending_proposals(ledger));
  EventNames names(ledger);
  for (const Event& event : pending) {
    ProposalEvent proposal = ProposalEvent::of(event);
    Row one{.id = event.sequence,
            .task = event.about,
            .name = names.of(event.sequence),
            .summary = proposal.summary,
            .proposer = proposal.proposer,
            .kind = proposal.kind,
            .at_us = event.at_us,
            .files = proposal.files};
    if (auto task = load_task(ledger, event.about)) one.text = task->text;
    one.run = session.cache().run_of(event.sequence);
    answer.proposals.push_back(std::move(one));
  }
  return answer;
}

Fields ShowProposal::Answer::fields() {
  return {{"id", id, "Event number"},
          {"name", name, "p3"},
          {"task", task, "Its task"},
          {"task_name", task_name, "t3"},
          {"text", text, "Text of the task"},
          {"level", level, "Level of the task"},
          {"scope", scope, "What the task may change; empty: everything"},
          {"proposer", proposer, ""},
          {"version", version, "Version of the proposer"},
          {"kind", kind, "Kind of task"},
          {"summary", summary, ""},
          {"notes", notes, "Notes for the reviewer"},
          {"at_us", at_us, "Microseconds since 1970"},
          Field("state", state, "").one_of("pending|stale|applied|rejected|replaced|taken_back"),
          {"reason", reason, "Why it is no longer pending"},
          {"asks", asks, "Why a person must be asked"},
          {"caps", caps, "Limits that lower the level"},
          {"checks", checks, "Latest result of each check"},
          {"units", units, "Number of units"},
          {"revision", revision, "Event number of the newest mark; 0: none"},
          {"files", files, ""},
          {"marks", marks, ""},
          {"amends", amends, "Proposal that it replaces"},
          {"run", run, "Run that has it under review"}};
}

Result<ShowProposal::Answer> ShowProposal::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * record, session.record(watch));
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  Ledger& ledger = *record;
  ASSIGN_OR_RETURN(Sequence id, find_proposal(ledger, request.id));
  ASSIGN_OR_RETURN(auto view, session.cache().views.get(ledger, id));
  const Proposal& proposal = view->proposal();
  ASSIGN_OR_RETURN(Event event, ledger.event(id));
  ASSIGN_OR_RETURN(Task task, load_task(ledger, proposal.task));
  ASSIGN_OR_RETURN(Standing standing, standing_of(ledger, id));
  ASSIGN_OR_RETURN(Marks marks, read_marks(ledger, id));
  ASSIGN_OR_RETURN(TrustRecord trust, read_trust(workspace->evidence(), trust_key_of(proposal)));
  Answer answer{.id = id,
                .task = proposal.task,
                .name = proposal.name,
                .task_name = name_of_event(ledger, proposal.task),
                .text = task.text,
                .level = task.level,
                .scope = task.scope.texts(),
                .proposer = proposal.proposer,
                .version = proposal.proposer_version,
                .kind = proposal.kind,
                .summary = proposal.summary,
                .at_us = event.at_us,
                .state = std::string(name_of(standing.state))};
  for (const std::string& note : proposal.notes) answer.notes.emplace_back(note);
  answer.files = view->files();
  if (standing.is_open()) {
    mark_outside(workspace->files(), *view, answer.files);
    if (workspace->is_foreign(id)) answer.asks.push_back(cap_of_foreign(workspace->origin().why).why);
    for (const std::string& why : view->asks(task, workspace->settings().rules))
      answer.asks.push_back(printable(why));
  }
  for (const LevelCap& cap : decide_level(task.level, proposal, workspace->settings(), trust).caps)
    answer.caps.push_back({cap.why, cap.lift});
  ASSIGN_OR_RETURN(answer.checks, checks_of(ledger, id));
  answer.units = static_cast<int64_t>(view->review().units().size());
  answer.revision = marks.revision;
  answer.marks = decisions_of(marks.units);
  if (std::string reason = reason_of(ledger, standing); !reason.empty()) answer.reason = reason;
  if (proposal.amends) answer.amends = proposal.amends;
  answer.run = session.cache().run_of(id);
  return answer;
}

Result<Units::Answer> Units::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Sequence id, find_event(*ledger, request.id));
  ASSIGN_OR_RETURN(auto view, session.cache().views.get(*ledger, id));
  size_t end = view->review().units().size(), first = static_cast<size_t>(request.first);
  Answer answer;
  for (size_t i = first; i < end && i - first < static_cast<size_t>(request.count); ++i)
    answer.units.push_back(view->unit(i));
  return answer;
}

Result<Sides::Answer> Sides::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Sequence id, find_event(*ledger, request.id));
  ASSIGN_OR_RETURN(auto view, session.cache().views.get(*ledger, id));
  return view->sides(static_cast<size_t>(request.file));
}

Result<MarkUnits::Answer> MarkUnits::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kChange, watch));
  Ledger& ledger = *workspace->ledger();
  ASSIGN_OR_RETURN(Sequence id, find_event(ledger, request.id));
  ASSIGN_OR_RETURN(auto view, session.cache().views.get(ledger, id));
  std::map<size_t, UnitMark> wanted;
  for (const UnitDecision& one : request.marks) {
    if (one.unit < 0 || static_cast<size_t>(one.unit) >= view->review().units().size())
      return Error{ErrorCode::kInvalid, "the proposal has no unit " + std::to_string(one.unit)};
    wanted[static_cast<size_t>(one.unit)] = {
        .mark = one.mark, .reason = one.reason.value_or(""), .text = one.text.value_or("")};
  }
  if (wanted.empty()) return Error{ErrorCode::kInvalid, "there are no marks"};
  // Check the edit first: the ledger must not hold one that does not fit.
  bool edits = std::any_of(wanted.begin(), wanted.end(),
                           [](const auto& one) { return one.second.mark == Mark::kEdited; });
  if (edits) {
    HunkReview trial(view->proposal());
    RETURN_IF_ERROR(put_marks({wanted, 0}, trial));
  }
  std::lock_guard lock(session.cache().marking);
  RETURN_IF_ERROR(require_pending(ledger, id));
  ASSIGN_OR_RETURN(Marks marks, read_marks(ledger, id));
  Answer answer;
  for (const auto& [unit, mark] : wanted) {
    auto it = marks.units.find(unit);
    if (it == marks.units.end() || it->second.event <= request.revision) continue;
    answer.conflict = "somebody else has marked unit " + std::to_string(unit);
    answer.revision = marks.revision;
    answer.marks = decisions_of(marks.units);
    return answer;
  }
  ASSIGN_OR_RETURN(answer.revision, record_marks(ledger, id, wanted));
  answer.marks = decisions_of(wanted);
  return answer;
}

}  // namespace suit::functions
