// Resolves --scope and --check relative to the person's current folder.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "change/scope.h"
#include "loop/workspace.h"
#include "propose/proposer.h"

namespace suit {

// Items for Scope::parse, each relative to the person's folder, or to the top if it exists only there. If it
// exists in both, calls `ask`; nullopt: nobody answered. Errors: kInvalid (nobody answered; what Scope::parse
// refuses); those of Folder::list.
Result<Scope> scope_from_here(Workspace& workspace, const std::vector<std::string>& items,
                              const std::function<std::optional<size_t>(const Question&)>& ask);

// Commands as checks that change to the person's folder: checks run at the top of the folder.
std::vector<Check> checks_from_here(const std::string& here, const std::vector<std::string>& commands);

}  // namespace suit
