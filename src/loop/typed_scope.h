// What a person typed as --scope and --check, where the person stands.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "change/scope.h"
#include "loop/workspace.h"
#include "propose/proposer.h"

namespace suit {

// Items as Scope::parse takes them, each counted from where the person stands; one that names something only
// from the top of the folder counts from there. `ask` is asked where it does both; nullopt: nobody answers.
// Errors: kInvalid (nobody said which; what Scope::parse refuses); those of Folder::list.
Result<Scope> scope_from_here(Workspace& workspace, const std::vector<std::string>& items,
                              const std::function<std::optional<size_t>(const Question&)>& ask);

// Commands as checks, each run where the person stands: checks run at the top of the folder.
std::vector<Check> checks_from_here(const std::string& here, const std::vector<std::string>& commands);

}  // namespace suit
