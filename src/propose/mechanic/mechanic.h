// The proposer with no model: mechanical instructions in plain English, from a documented list
// (docs/mechanic.md).
#pragma once

#include <memory>

#include "propose/proposer.h"

namespace suit {

// Changes whenever what is proposed for some task does: evidence is kept for each version.
inline constexpr std::string_view kMechanicVersion = "2";

std::unique_ptr<Proposer> make_mechanic();

}  // namespace suit
