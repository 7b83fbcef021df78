// All sources of context, for every proposer that runs a model.
#pragma once

#include "context/offer.h"

namespace suit {

// In the order in which they are asked.
const std::vector<ContextSource>& context_sources();

}  // namespace suit
