// Orders checks to refuse a candidate as early as possible, from their results in the ledger.
#pragma once

#include <vector>

#include "ledger/ledger.h"
#include "verify/check.h"

namespace suit {

// Sorts by a check's duration divided by its probability of refusal, which minimizes the time to the first
// refusal (Smith's rule, 1956). Both come from the newest results; a check without any counts as one second
// and one half. Equal ones keep the given order. Errors: those of the ledger.
Result<std::vector<Check>> quickest_to_refuse(std::vector<Check> checks, Ledger& ledger);

}  // namespace suit
