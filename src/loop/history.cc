#include "loop/history.h"

#include "base/text.h"
#include "change/event_names.h"
#include "change/in_force.h"
#include "change/proposal_event.h"
#include "change/task_events.h"

namespace suit {

Result<Sequence> find_application(Ledger& ledger, std::optional<EventId> id, HistoryDirection direction) {
  ASSIGN_OR_RETURN(auto applications, read_applications(ledger));
  bool redo = direction == HistoryDirection::kRedo;
  auto qualifies = [&](const Application& application) {
    return !application.in_force.is_empty() &&
           (redo ? application.action == ApplyAction::kUndo : application.action == ApplyAction::kApply);
  };
  if (!id) {
    for (auto it = applications.rbegin(); it != applications.rend(); ++it)
      if (qualifies(it->second)) return it->first;
    return Error{ErrorCode::kNotFound, redo ? "there is nothing to redo" : "there is nothing to undo",
                 "`suit log` shows what was done"};
  }
  ASSIGN_OR_RETURN(Sequence wanted, find_event(ledger, *id));
  std::string name = name_of_event(ledger, wanted);
  if (!applications.contains(wanted)) {
    ASSIGN_OR_RETURN(Sequence proposal, find_proposal(ledger, wanted));
    wanted = 0;
    for (auto& [sequence, application] : applications)
      if (application.action == ApplyAction::kApply && application.about == proposal) wanted = sequence;
    if (!wanted)
      return Error{ErrorCode::kNotFound, name + " was never applied", "`suit log` shows what was applied"};
  }
  // For redo, the number of an application means its undo.
  if (redo && applications[wanted].action == ApplyAction::kApply) {
    Sequence undone = 0;
    for (auto& [sequence, application] : applications)
      if (application.action == ApplyAction::kUndo && application.about == wanted &&
          !application.in_force.is_empty())
        undone = sequence;
    if (!undone) return Error{ErrorCode::kConflict, name + " is in force: there is nothing to redo"};
    wanted = undone;
  }
  // Undoing a redo undoes the application that it restored.
  if (!redo && applications[wanted].action == ApplyAction::kRedo)
    wanted = applications[applications[wanted].about].about;
  if (applications[wanted].in_force.is_empty())
    return Error{ErrorCode::kConflict, name + " is already undone",
                 redo ? "" : "`suit redo " + name + "` reapplies it"};
  return wanted;
}

Result<Sequence> find_proposal(Ledger& ledger, const EventId& named) {
  ASSIGN_OR_RETURN(Sequence id, find_event(ledger, named));
  ASSIGN_OR_RETURN(Event event, ledger.event(id));
  // A check, verdict or application refers to a proposal, an undo to an application. Numbers only decrease,
  // so this ends.
  while (!event.is<ProposalEvent>() && !event.is<TaskEvent>() && event.about > 0 && event.about < id) {
    id = event.about;
    ASSIGN_OR_RETURN(event, ledger.event(id));
  }
  if (event.is<ProposalEvent>()) return id;
  if (event.is<TaskEvent>()) {
    Ledger::Query query{.kinds = kinds_of<ProposalEvent>(), .about = id, .limit = 1, .newest_first = true};
    ASSIGN_OR_RETURN(auto proposals, ledger.events(query));
    if (!proposals.empty()) return proposals[0].sequence;
    return Error{ErrorCode::kNotFound, "task " + name_of_event(ledger, id) + " has no proposal"};
  }
  return Error{ErrorCode::kNotFound,
               name_of_event(ledger, id) + " does not belong to a proposal: it is a " + event.kind};
}

}  // namespace suit
