// Mends what makes a check fail, with no model: finds where the fault may be, tries small edits there, most
// promising first, and proposes the best of those that make the checks pass. docs/repair.md says how and how
// well.
#pragma once

#include "propose/proposer.h"

namespace suit::repair {

// Is the path a test's, going by its name? Such files are changed only where the task's scope names them.
bool is_test_path(std::string_view path);

// Errors: kCancelled with nothing found; kUnsupported (no sandbox); those of the files.
Result<Reply> repair(const Request& request, std::string_view version);

}  // namespace suit::repair
