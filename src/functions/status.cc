#include "functions/status.h"

#include "change/proposal_event.h"
#include "functions/suggestions.h"
#include "loop/history.h"
#include "loop/standing.h"

namespace suit::functions {
namespace {

// Refreshed after each new event.
std::vector<std::string> suggestions_of(Session& session, Workspace& workspace, Sequence newest) {
  constexpr size_t kSuggestions = 6;
  SessionCache& cache = session.cache();
  std::lock_guard lock(cache.suggesting);
  if (cache.suggested_at != newest)
    cache.suggested =
        suggested_tasks(workspace.files(), workspace.checks(), workspace.ledger(), kSuggestions);
  cache.suggested_at = newest;
  return cache.suggested;
}

void add_rest(Session& session, Workspace& workspace, Status::Answer& answer) {
  const Settings& settings = workspace.settings();
  answer.models = named_models(settings);
  answer.checks.emplace();
  for (const Check& check : workspace.checks()) answer.checks->push_back({check.name, check.command});
  answer.check_notes.emplace();
  if (!settings.has_checks) answer.check_notes = detect_checks(workspace.files()).notes;
  answer.examples.emplace();
  for (const Proposer* proposer : session.parts().without_model)
    for (std::string& example : proposer->examples()) answer.examples->push_back(std::move(example));
  answer.suggestions = suggestions_of(session, workspace, answer.sequence);
}

}  // namespace

Result<Status::Answer> Status::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  Answer answer{.version = SUIT_VERSION, .folder = workspace->root(), .level = workspace->settings().level};
  if (Ledger* ledger = workspace->ledger()) {
    EventNames names(*ledger);
    ASSIGN_OR_RETURN(answer.sequence, ledger->newest());
    ASSIGN_OR_RETURN(LedgerSize size, ledger->size());
    answer.ledger = {size.events, size.blob_bytes, workspace->settings().keep_bytes, size.content_bytes,
                     size.file_bytes};
    if (auto last = find_application(*ledger, std::nullopt, HistoryDirection::kUndo)) {
      ASSIGN_OR_RETURN(Sequence proposal, find_proposal(*ledger, *last));
      ASSIGN_OR_RETURN(Event event, ledger->event(proposal));
      answer.last_applied = proposal;
      answer.last_name = names.of(proposal);
      answer.last_summary = ProposalEvent::of(event).summary;
    }
    ASSIGN_OR_RETURN(std::vector<Event> pending, pending_proposals(*ledger));
    for (const Event& event : pending)
      answer.pending.push_back({event.sequence, names.of(event.sequence), ProposalEvent::of(event).summary});
    if (!workspace->origin().why.empty()) answer.foreign = foreign_text(*workspace);
  }
  if (!workspace->recovered().empty()) answer.recovered = workspace->recovered();
  if (request.full) add_rest(session, *workspace, answer);
  return answer;
}

}  // namespace suit::functions
