// The stream of events.
#include "http/api.h"

namespace suit {

Result<WebResponse> Api::events(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  ASSIGN_OR_RETURN(Sequence newest, workspace.ledger()->newest());
  ASSIGN_OR_RETURN(int64_t after, call.query_number("after", newest, 0, INT64_MAX));
  // What the browser had last is newer than what the page was loaded with.
  if (std::string last = call.request.field("last-event-id"); !last.empty()) {
    ASSIGN_OR_RETURN(after, number_from(last, "Last-Event-ID", 0, INT64_MAX));
  }
  WebResponse response{.type = "text/event-stream"};
  response.stream = feed_.subscribe(after);
  return response;
}

}  // namespace suit
