#include "loop/taking_back.h"

namespace suit {

Result<TakingBack> plan_taking_back(Workspace& workspace, Sequence application) {
  TakingBack taking;
  ASSIGN_OR_RETURN(taking.plan, plan_undo(workspace.files(), *workspace.ledger(), application));
  if (workspace.is_foreign(application))
    taking.warning = "the ledger in .suit is not your own record (" + workspace.origin().why +
                     "): what it would restore may never have been here";
  std::vector<std::string> paths;
  for (const FileEdit& edit : taking.plan.edits) {
    paths.push_back(edit.path);
    if (auto name = taking.plan.names.find(edit.path); name != taking.plan.names.end())
      paths.push_back(name->second);
  }
  RETURN_IF_ERROR(permit_places(paths, workspace.settings().rules));
  return taking;
}

Result<ApplyOutcome> take_back(Workspace& workspace, Sequence application, UndoExtent extent, Seen seen) {
  ASSIGN_OR_RETURN(FileLock lock, workspace.lock());
  ASSIGN_OR_RETURN(TakingBack taking, plan_taking_back(workspace, application));
  if (!taking.warning.empty() && seen != Seen::kByAPerson)
    return Error{ErrorCode::kDenied, taking.warning,
                 "review it with --dry-run, then confirm it at a terminal"};
  return undo({workspace.files(), *workspace.ledger(), lock}, application, extent);
}

}  // namespace suit
