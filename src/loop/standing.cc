#include "loop/standing.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "change/event_names.h"
#include "change/in_force.h"
#include "change/proposal_event.h"
#include "trust/reply_event.h"
#include "trust/verdict_event.h"

namespace suit {
namespace {

bool is_rejection(const Event& event) {
  return event.is<VerdictEvent>() && VerdictEvent::of(event).outcome == VerdictOutcome::kRejected;
}

Result<Sequence> replacement_of(Ledger& ledger, Sequence proposal, Sequence task) {
  Ledger::Query query{.kinds = kinds_of<ProposalEvent>(), .about = task, .after = proposal, .brief = true};
  Sequence newest = 0;
  RETURN_IF_ERROR(ledger.for_each(query, [&](const Event& event) {
    if (ProposalEvent::of(event).amends == proposal) newest = event.sequence;
    return true;
  }));
  return newest;
}

// Among the proposals and replies of a task.
Result<std::optional<Event>> newest_of(Ledger& ledger, Sequence task, std::vector<std::string> kinds) {
  ASSIGN_OR_RETURN(
      auto events,
      ledger.events(
          {.kinds = std::move(kinds), .about = task, .limit = 1, .newest_first = true, .brief = true}));
  return events.empty() ? std::optional<Event>() : std::optional(std::move(events[0]));
}

}  // namespace

std::string_view name_of(Standing::State state) {
  constexpr std::string_view kNames[] = {"pending", "stale", "applied", "taken_back", "rejected", "replaced"};
  return kNames[static_cast<size_t>(state)];
}

std::string reason_of(Ledger& ledger, const Standing& standing) {
  if (standing.state == Standing::kRejected)
    return printable(standing.by) + (standing.why.empty() ? "" : ": " + printable(standing.why));
  if (standing.state == Standing::kReplaced)
    return "by proposal " + name_of_event(ledger, standing.replaced_by);
  return "";
}

Result<Standing> standing_of(Ledger& ledger, Sequence proposal) {
  ASSIGN_OR_RETURN(Event proposed, ledger.event(proposal));
  if (!proposed.is<ProposalEvent>())
    return Error{ErrorCode::kNotFound,
                 name_of_event(ledger, proposal) + " is not a proposal but a " + proposed.kind,
                 "`suit log` lists the proposals"};
  Standing standing{.task = proposed.about};
  ASSIGN_OR_RETURN(auto ends,
                   ledger.events({.kinds = kinds_of<VerdictEvent, AppliedEvent>(), .about = proposal}));
  if (std::any_of(ends.begin(), ends.end(), [](const Event& end) { return end.is<AppliedEvent>(); })) {
    ASSIGN_OR_RETURN(auto applications, read_applications_of(ledger, proposal));
    bool in_force = std::any_of(applications.begin(), applications.end(), [&](const auto& one) {
      return one.second.about == proposal && !one.second.in_force.is_empty();
    });
    standing.state = in_force ? Standing::kApplied : Standing::kTakenBack;
    return standing;
  }
  // A yes alone does not close it: applying may have failed because the files had changed.
  if (auto no = std::find_if(ends.begin(), ends.end(), is_rejection); no != ends.end()) {
    VerdictEvent verdict = VerdictEvent::of(*no);
    standing.state = Standing::kRejected;
    standing.by = std::move(verdict.by);
    standing.person = std::move(verdict.person);
    standing.why = std::move(verdict.reason);
    return standing;
  }
  ASSIGN_OR_RETURN(standing.replaced_by, replacement_of(ledger, proposal, standing.task));
  if (standing.replaced_by) standing.state = Standing::kReplaced;
  return standing;
}

Result<Standing> standing_of(Ledger& ledger, const Proposal& proposal, Files& files) {
  ASSIGN_OR_RETURN(Standing standing, standing_of(ledger, proposal.id));
  if (standing.state != Standing::kPending) return standing;
  ASSIGN_OR_RETURN(Rebased rebased, rebase(files, proposal.edits));
  if (is_stale(proposal.edits, rebased)) standing.state = Standing::kStale;
  return standing;
}

bool is_stale(const std::vector<FileEdit>& edits, const Rebased& rebased) {
  return !rebased.conflicts.empty() ||
         !std::equal(edits.begin(), edits.end(), rebased.edits.begin(), rebased.edits.end(),
                     [](const FileEdit& a, const FileEdit& b) { return a.before.digest == b.before.digest; });
}

Result<void> require_pending(Ledger& ledger, Sequence proposal) {
  ASSIGN_OR_RETURN(Standing standing, standing_of(ledger, proposal));
  std::string number = name_of_event(ledger, proposal), name = "proposal " + number;
  switch (standing.state) {
    case Standing::kPending:
    case Standing::kStale:
      return {};
    case Standing::kApplied:
      return Error{ErrorCode::kConflict, name + " is already applied",
                   "`suit undo " + number + "` undoes it"};
    case Standing::kTakenBack:
      return Error{ErrorCode::kConflict, name + " was applied and undone",
                   "`suit redo " + number + "` reapplies it"};
    case Standing::kRejected:
      return Error{ErrorCode::kConflict, name + " was rejected by " + reason_of(ledger, standing),
                   "`suit resume " + name_of_event(ledger, standing.task) + "` asks for another proposal"};
    case Standing::kReplaced:
      return Error{ErrorCode::kConflict, name + " was replaced " + reason_of(ledger, standing),
                   "`suit review " + name_of_event(ledger, standing.replaced_by) + "` opens it"};
  }
  CHECK(false);
  return {};
}

Result<std::vector<Event>> pending_proposals(Ledger& ledger) {
  std::vector<Event> proposals;
  std::set<Sequence> closed;
  Ledger::Query query{.kinds = kinds_of<ProposalEvent, VerdictEvent, AppliedEvent>(), .brief = true};
  RETURN_IF_ERROR(ledger.for_each(query, [&](const Event& event) {
    if (event.is<ProposalEvent>()) {
      closed.insert(ProposalEvent::of(event).amends);
      proposals.push_back(event);
    } else if (event.is<AppliedEvent>() || is_rejection(event)) {
      closed.insert(event.about);
    }
    return true;
  }));
  std::erase_if(proposals, [&](const Event& event) { return closed.contains(event.sequence); });
  return proposals;
}

Result<std::optional<Sequence>> rejected_proposal_of(Ledger& ledger, Sequence task) {
  ASSIGN_OR_RETURN(auto newest, newest_of(ledger, task, kinds_of<ProposalEvent>()));
  if (!newest) return std::optional<Sequence>();
  ASSIGN_OR_RETURN(Standing standing, standing_of(ledger, newest->sequence));
  if (standing.state == Standing::kRejected) return std::optional(newest->sequence);
  std::string number = name_of_event(ledger, newest->sequence);
  std::string came = "task " + name_of_event(ledger, task) + " has a proposal";
  if (standing.state == Standing::kApplied)
    return Error{ErrorCode::kConflict, came + ", and it was applied", "`suit undo " + number + "` undoes it"};
  if (standing.state == Standing::kTakenBack)
    return Error{ErrorCode::kConflict, came + ", and it was applied and undone",
                 "`suit redo " + number + "` reapplies it"};
  return Error{
      ErrorCode::kConflict, came,
      "`suit review " + number + "` opens it; if you reject it with a reason, you can ask for another"};
}

std::string_view name_of(TaskState state) {
  constexpr std::string_view kNames[] = {"open",     "pending",  "applied", "taken_back",
                                         "rejected", "declined", "answered"};
  return kNames[static_cast<size_t>(state)];
}

Result<TaskState> state_of_task(Ledger& ledger, Sequence task) {
  ASSIGN_OR_RETURN(auto newest, newest_of(ledger, task, kinds_of<ProposalEvent, ReplyEvent>()));
  if (!newest) return TaskState::kOpen;
  if (newest->is<ReplyEvent>())
    return ReplyEvent::of(*newest).status == ReplyEvent::kAnswered ? TaskState::kAnswered
                                                                   : TaskState::kDeclined;
  ASSIGN_OR_RETURN(Standing standing, standing_of(ledger, newest->sequence));
  switch (standing.state) {
    case Standing::kPending:
    case Standing::kStale:
    case Standing::kReplaced:  // impossible for the newest: only another task's proposal could replace it
      return TaskState::kPending;
    case Standing::kApplied:
      return TaskState::kApplied;
    case Standing::kTakenBack:
      return TaskState::kTakenBack;
    case Standing::kRejected:
      return TaskState::kRejected;
  }
  CHECK(false);
  return TaskState::kOpen;
}

}  // namespace suit
