#include "functions/applications.h"

#include "change/event_names.h"
#include "change/in_force.h"
#include "change/proposal_event.h"
#include "loop/history.h"

namespace suit::functions {

Result<History::Answer> History::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(auto applications, read_applications(*ledger));
  Answer answer;
  EventNames names(*ledger);
  for (auto it = applications.rbegin();
       it != applications.rend() && answer.applications.size() < static_cast<size_t>(request.limit); ++it) {
    const auto& [sequence, application] = *it;
    if (sequence >= request.before) continue;
    ASSIGN_OR_RETURN(Event event, ledger->event(sequence));
    ASSIGN_OR_RETURN(Sequence proposal, find_proposal(*ledger, sequence));
    ASSIGN_OR_RETURN(Event proposed, ledger->event(proposal));
    Application one{.application = sequence,
                    .action = std::string(name_of(application.action)),
                    .proposal = proposal,
                    .name = names.of(proposal),
                    .summary = ProposalEvent::of(proposed).summary,
                    .at_us = event.at_us,
                    .in_force = application.in_force.is_all()     ? "whole"
                                : application.in_force.is_empty() ? "none"
                                                                  : "part"};
    if (application.action != ApplyAction::kApply) one.takes_back = application.about;
    answer.applications.push_back(std::move(one));
  }
  return answer;
}

}  // namespace suit::functions
