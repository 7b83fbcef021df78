#include "verify/stored_bases.h"

#include "base/recent_state.h"

namespace suit {
namespace {

constexpr const char* kBases = "bases";
constexpr const char* kUsualRuns = "usual_runs";
constexpr int64_t kSlow_ms = 1'000;

Digest key_of_usual(const std::string& folder, const std::string& command) {
  return Digest::of(folder + "\n" + command);
}

}  // namespace

std::optional<UsualRun> usual_run(const std::string& folder, const std::string& command) {
  auto known = recent_state(kUsualRuns, key_of_usual(folder, command));
  if (!known || !known->value.is_object()) return {};
  UsualRun run{integer_or(known->value, "duration_ms", 0), bool_or(known->value, "by_pytest", false)};
  if (run.duration_ms < kSlow_ms) return {};
  return run;
}

void keep_usual_run(const std::string& folder, const std::string& command, const UsualRun& run) {
  if (run.duration_ms < kSlow_ms && !usual_run(folder, command)) return;
  keep_recent_state(kUsualRuns, key_of_usual(folder, command),
                    {{"duration_ms", run.duration_ms}, {"by_pytest", run.by_pytest}});
}

std::optional<StoredBase> stored_base(const Digest& key) {
  auto known = recent_state(kBases, key);
  if (!known || !known->value.is_object() || !known->value.contains("account")) return {};
  auto account = account_in(known->value["account"]);
  if (!account) return {};
  StoredBase base{std::move(*account), integer_or(known->value, "duration_ms", 0)};
  for (const Json& path : known->value.value("written", Json::array()))
    if (path.is_string()) base.written.push_back(path.get<std::string>());
  return base;
}

void store_base(const Digest& key, const StoredBase& base) {
  if (!base.account.lies.empty()) return;
  keep_recent_state(kBases, key,
                    {{"duration_ms", base.duration_ms},
                     {"written", base.written},
                     {"account", json_of_account(base.account)}});
}

}  // namespace suit
