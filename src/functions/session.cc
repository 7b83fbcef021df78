#include "functions/session.h"

#include <filesystem>

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

Result<std::string> Session::path_of(const std::string& named) const {
  if (named.empty() || !cache_.only_folder) return named.empty() ? start_ : named;
  std::error_code failed;
  std::string path = (std::filesystem::path(start_) / named).string(),
              real = std::filesystem::weakly_canonical(path, failed).string();
  if (failed || (real + "/").find(start_ + "/") != 0)
    return Error{ErrorCode::kDenied, printable(named) + " is not in the folder"};
  return path;
}

Result<std::string> Session::existing(const std::string& named) const {
  ASSIGN_OR_RETURN(std::string path, path_of(named));
  std::error_code failed;
  path = std::filesystem::canonical(path, failed).string();
  if (failed)
    return Error{ErrorCode::kNotFound, printable(named.empty() ? start_ : named) + " does not exist"};
  return path;
}

Result<Ledger*> Session::record(Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, open(WorkspaceMode::kLook, watch));
  if (workspace->ledger()) return workspace->ledger();
  return Error{ErrorCode::kNotFound, printable(workspace->root()) + " has no ledger yet",
               "`suit do \"…\"` makes the first proposal"};
}

}  // namespace suit
