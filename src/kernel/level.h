// What each level may do, and how far the slider may go for one proposal.
#pragma once

#include <string>
#include <vector>

#include "base/level.h"
#include "change/proposal.h"
#include "kernel/settings.h"
#include "trust/trust.h"

namespace suit {

// How many proposals a level may make for one task, each with the reasons why the last did not do.
int attempts_of(Level level);

// The level that holds for a proposal: the one asked for, lowered by the ceilings of the paths it touches and, for
// autopilot, by its record.
struct LevelDecision {
  Level asked = Level::kChat;
  Level allowed = Level::kChat;
  std::vector<std::string> caps = {};  // what lowered it, one sentence each
  bool unlicensed = false;             // nothing but the missing licence keeps it from autopilot
};
LevelDecision decide_level(Level asked, const Proposal& proposal, const Settings& settings, const TrustRecord& record);

}  // namespace suit
