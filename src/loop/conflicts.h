// The three-way offer: what stood in the way of an edit, with both sides and their merge, laid aside for the
// user.
#pragma once

#include <string>
#include <vector>

#include "change/apply.h"

namespace suit {

// Both sides of each conflict, where the user can find them; their own file stays as it is. A new folder each
// time: what they made of an earlier one is theirs. Returns the folder, such as ".suit/conflicts/p12"
// (`proposal` is a name):
// PATH.now, PATH.wanted, and PATH.merged with markers where all are text.
Result<std::string> keep_both_sides(Files& files, const std::vector<ApplyConflict>& conflicts,
                                    const std::string& proposal);

}  // namespace suit
