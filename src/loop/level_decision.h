// What each level may do, and the highest level for a proposal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/level.h"
#include "change/proposal.h"
#include "settings/settings.h"
#include "trust/trust.h"

namespace suit {

// The number of proposals per task at a level, each with the reasons against the previous one.
int attempts_of(Level level);

// Who acts and who watches at a level, for a person.
struct LevelRole {
  std::string_view who_acts, who_watches, may_change;  // the last: without asking
};
LevelRole role_of(Level level);

// Why a level may not be used, and how to change that; one sentence each.
struct LevelCap {
  std::string why;
  std::string lift;
};
LevelCap cap_of(const Ceiling& ceiling, std::string_view path);
// `key` names the record. Call it only if it does not license autopilot.
LevelCap cap_of(const Licence& licence, const TrustKey& key);
// For a proposal from a ledger that is not this user's record; `why` is LedgerOrigin's.
LevelCap cap_of_foreign(const std::string& why);

// The effective level of a proposal: the requested one, lowered by the ceilings of its paths and, for
// autopilot, by its record.
struct LevelDecision {
  Level asked = Level::kChat;
  Level allowed = Level::kChat;
  std::vector<LevelCap> caps = {};  // what lowered it
  bool unlicensed = false;          // only the missing licence prevents autopilot
  bool must_be_read = false;        // recorded elsewhere: an unread yes is not enough
};
LevelDecision decide_level(Level asked, const Proposal& proposal, const Settings& settings,
                           const TrustRecord& record);

}  // namespace suit
