#include "functions/session.h"

#include "base/text.h"

namespace suit {

Result<Workspace*> Session::open(WorkspaceMode mode, Watch& watch) {
  if (!workspace_) {
    ASSIGN_OR_RETURN(workspace_, Workspace::open(start_, mode));
    for (const std::string& line : {workspace_->recovered(), workspace_->met()})
      if (!line.empty()) watch.note(line);
  }
  return &*workspace_;
}

Result<Ledger*> Session::record(Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, open(WorkspaceMode::kLook, watch));
  if (workspace->ledger()) return workspace->ledger();
  return Error{ErrorCode::kNotFound, "nothing was done in " + printable(workspace->root()) + " yet",
               "`suit do \"…\"` makes the first proposal"};
}

}  // namespace suit
