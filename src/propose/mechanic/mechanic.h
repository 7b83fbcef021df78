// The proposer with no model: mechanical instructions in plain English, from a documented list
// (docs/mechanic.md).
#pragma once

#include <memory>

#include "propose/proposer.h"

namespace suit {

std::unique_ptr<Proposer> make_mechanic();

}  // namespace suit
