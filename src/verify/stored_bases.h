// How checks ended on unchanged folders, kept for a day so that the next verdict need not run them again.
#pragma once

#include <optional>
#include <string>

#include "base/digest.h"
#include "verify/account.h"

namespace suit {

// A check that passed on a folder.
struct StoredBase {
  Account account;
  int64_t duration_ms = 0;
};

// `key`: of everything that the run could read (run_inputs.h) and the command. nullopt: not known, older than
// a day, or unreadable.
std::optional<StoredBase> stored_base(const Digest& key);
// Is it worth to look? A check that took less than a second is run again sooner than all that it could read
// is. By the last run of the command in the folder; false if there was none.
bool is_slow_check(const std::string& folder, const std::string& command);
void keep_check_time(const std::string& folder, const std::string& command, int64_t duration_ms);
// Failing to store is no error: the next verdict takes longer.
void store_base(const Digest& key, const StoredBase& base);

}  // namespace suit
