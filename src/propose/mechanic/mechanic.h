// The proposer with no model: mechanical instructions in plain English, from a documented list
// (docs/mechanic.md).
#pragma once

#include <memory>

#include "propose/proposer.h"

namespace suit {

// Bump it whenever a proposal for some task changes: evidence is kept per version.
inline constexpr std::string_view kMechanicVersion = "2";

std::unique_ptr<Proposer> make_mechanic();

}  // namespace suit
