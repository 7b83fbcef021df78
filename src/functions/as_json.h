// What the loop comes to, as JSON: the same facts on the command line and over HTTP.
#pragma once

#include <string_view>

#include "change/apply.h"
#include "loop/loop.h"

namespace suit {

Json json_of(const Error& error);  // {"error": {…}}
Json json_of(const LoopOutcome& outcome);
Json json_of(const Event& event);
Json json_of(const CheckResult& result);
Json json_of(const std::vector<ApplyConflict>& conflicts);
Json json_of_edit_list(const std::vector<FileEdit>& edits);
// A folder's record of trust as a row: what it allows, and why.
Json json_of(const TrustRecord& record, const TrustBar& bar);

// "created", "removed", "moved", "changed".
std::string_view change_of(const FileEdit& edit);

}  // namespace suit
