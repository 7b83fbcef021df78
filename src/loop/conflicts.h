// Saves conflicting edits for the user: both sides and their merge.
#pragma once

#include <string>
#include <vector>

#include "change/apply.h"

namespace suit {

// Writes both sides of each conflict to a new folder; the user's file stays unchanged, and so do earlier
// folders. Returns the folder, such as ".suit/conflicts/p12" (`proposal` is a name): PATH.now, PATH.wanted,
// and PATH.merged with markers if all are text.
Result<std::string> keep_both_sides(Files& files, const std::vector<ApplyConflict>& conflicts,
                                    const std::string& proposal);

}  // namespace suit
