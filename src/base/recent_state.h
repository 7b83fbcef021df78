// What Suit found out and may say again within a day, in its state of the user.
#pragma once

#include <optional>
#include <string>

#include "base/digest.h"
#include "base/json.h"

namespace suit {

struct RecentState {
  Json value;
  int64_t time_us = 0;  // when it was kept
};

// `kind`: a folder of the state. nullopt: not known, older than a day, or unreadable.
std::optional<RecentState> recent_state(const std::string& kind, const Digest& key);
// Failing to is no error: it is found out again. Of each kind at most `most` are kept.
void keep_recent_state(const std::string& kind, const Digest& key, Json value, size_t most = 200);

}  // namespace suit
