// In which order checks refuse a candidate soonest, by what the ledger has of them.
#pragma once

#include <vector>

#include "ledger/ledger.h"
#include "verify/check.h"

namespace suit {

// Ordered by the time a check takes over the chance that it refuses, least first, which makes the time to the
// first refusal least (Smith's rule, 1956); both from the newest results kept. Of what was never run, one
// second and one in two are taken; equal ones stay in the order given. Errors: those of the ledger.
Result<std::vector<Check>> quickest_to_refuse(std::vector<Check> checks, Ledger& ledger);

}  // namespace suit
