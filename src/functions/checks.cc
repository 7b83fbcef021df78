#include "functions/checks.h"

#include "folder/output_places.h"

namespace suit::functions {

Result<CheckOutput::Answer> CheckOutput::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  ASSIGN_OR_RETURN(Event event, ledger->event(request.id));
  if (event.kind != "check")
    return Error{ErrorCode::kNotFound, std::to_string(request.id) + " is not a check but a " + event.kind};
  ASSIGN_OR_RETURN(std::string output, content_named(*ledger, event.body, "output"));
  Answer answer{.name = string_or(event.body, "name", ""),
                .outcome = string_or(event.body, "outcome", ""),
                .duration_ms = integer_or(event.body, "duration_ms", 0)};
  if (auto detail = bytes_of_json(event.body.value("detail", Json()))) answer.detail = *detail;
  for (const OutputPlace& place : places_in_output(output, workspace->files()))
    answer.places.push_back({place.path, static_cast<int64_t>(place.line), static_cast<int64_t>(place.at)});
  answer.output = std::move(output);
  return answer;
}

}  // namespace suit::functions
