// The SQL that migrates a ledger from one schema version to the next.
#pragma once

#include <span>
#include <string_view>

#include "ledger/ledger.h"

namespace suit {

// Step i migrates version i to version i + 1.
std::span<const std::string_view> ledger_schema_steps();

inline constexpr int kLedgerApplicationId = 0x53554954;  // "SUIT", in the SQLite header

}  // namespace suit
