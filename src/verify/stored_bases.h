// How checks ended on unchanged folders, kept for a day so that the next verdict need not run them again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "verify/account.h"

namespace suit {

// A check that passed on a folder.
struct StoredBase {
  Account account;
  int64_t duration_ms = 0;
  std::vector<std::string> written = {};  // as SandboxRun::written
};

// `key`: of everything that the run could read (run_inputs.h) and the command. nullopt: not known, older than
// a day, or unreadable.
std::optional<StoredBase> stored_base(const Digest& key);
// Failing to store is no error: the next verdict takes longer.
void store_base(const Digest& key, const StoredBase& base);

// The last run of a command on the unchanged folder, if it took a second or more.
struct UsualRun {
  int64_t duration_ms = 0;
  bool by_pytest = false;  // pytest reported its tests
};
std::optional<UsualRun> usual_run(const std::string& folder, const std::string& command);
void keep_usual_run(const std::string& folder, const std::string& command, const UsualRun& run);
// Is it worth to look? A quicker check is run again sooner than all that it could read is.
inline bool is_slow_check(const std::string& folder, const std::string& command) {
  return usual_run(folder, command).has_value();
}

}  // namespace suit
