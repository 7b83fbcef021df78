// What each level may do, and how far the slider may go for one proposal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/level.h"
#include "change/proposal.h"
#include "settings/settings.h"
#include "trust/trust.h"

namespace suit {

// How many proposals a level may make for one task, each with the reasons why the last did not do.
int attempts_of(Level level);

// Who acts and who watches there, for a person to read.
struct LevelRole {
  std::string_view who_acts, who_watches, may_change;  // the last: without asking
};
LevelRole role_of(Level level);

// Why a level may not be used, and what would change that; one sentence each.
struct LevelCap {
  std::string why;
  std::string lift;
};
LevelCap cap_of(const Ceiling& ceiling, std::string_view path);
// `key` names the record. Only where it does not license autopilot.
LevelCap cap_of(const Licence& licence, const TrustKey& key);
// Of a proposal from a ledger that is not this user's record; `why` is LedgerOrigin's.
LevelCap cap_of_foreign(const std::string& why);

// The level that holds for a proposal: the one asked for, lowered by the ceilings of the paths it touches
// and, for autopilot, by its record.
struct LevelDecision {
  Level asked = Level::kChat;
  Level allowed = Level::kChat;
  std::vector<LevelCap> caps = {};  // what lowered it
  bool unlicensed = false;          // nothing but the missing licence keeps it from autopilot
  bool must_be_read = false;        // it was recorded elsewhere: an unread yes does not do
};
LevelDecision decide_level(Level asked, const Proposal& proposal, const Settings& settings,
                           const TrustRecord& record);

}  // namespace suit
