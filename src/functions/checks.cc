#include "functions/checks.h"

#include "folder/output_places.h"
#include "verify/check_event.h"
#include "verify/judge.h"

namespace suit::functions {

Result<CheckOutput::Answer> CheckOutput::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  ASSIGN_OR_RETURN(Sequence id, find_event(*ledger, request.id));
  ASSIGN_OR_RETURN(Event event, ledger->event(id));
  if (!event.is<CheckEvent>())
    return Error{ErrorCode::kNotFound, name_of_event(*ledger, id) + " is a " + event.kind + ", not a check"};
  CheckResult result = CheckEvent::of(event).result;
  ASSIGN_OR_RETURN(std::string output, content_of(*ledger, result.output));
  Answer answer{.name = result.name,
                .outcome = std::string(name_of(result.outcome)),
                .duration_ms = result.duration_ms};
  if (!result.detail.empty()) answer.detail = result.detail;
  for (const OutputPlace& place : places_in_output(output, workspace->files()))
    answer.places.push_back({place.path, static_cast<int64_t>(place.line), static_cast<int64_t>(place.at)});
  answer.output = std::move(output);
  return answer;
}

}  // namespace suit::functions
