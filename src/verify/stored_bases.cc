#include "verify/stored_bases.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/user_state.h"

namespace suit {
namespace {

constexpr const char* kBasesFolder = "bases";
constexpr size_t kBasesMax = 200;
constexpr uint64_t kBaseBytesMax = 16u << 20;
constexpr int64_t kDay_us = int64_t{24} * 3600 * 1'000'000;

std::string name_of_base(const Digest& key) {
  return std::string(kBasesFolder) + "/" + key.hex();
}

constexpr const char* kSlowFolder = "slow_checks";
constexpr int64_t kSlow_ms = 1'000;

std::string name_of_slow(const std::string& folder, const std::string& command) {
  return std::string(kSlowFolder) + "/" + Digest::of(folder + "\n" + command).hex();
}

}  // namespace

std::optional<UsualRun> usual_run(const std::string& folder, const std::string& command) {
  auto text = read_user_state(name_of_slow(folder, command));
  auto json = text ? parse_json(*text) : Result<Json>(text.error());
  if (!json || !json->is_object()) return {};
  return UsualRun{integer_or(*json, "duration_ms", 0), bool_or(*json, "by_pytest", false)};
}

void keep_usual_run(const std::string& folder, const std::string& command, const UsualRun& run) {
  std::string name = name_of_slow(folder, command);
  bool is_known = usual_run(folder, command).has_value();
  if (run.duration_ms < kSlow_ms) {
    if (is_known) (void)remove_user_state(name);
    return;
  }
  if (!is_known && list_user_state(kSlowFolder).size() >= kBasesMax) (void)remove_user_state(kSlowFolder);
  (void)write_user_state(name, to_text(Json{{"duration_ms", run.duration_ms}, {"by_pytest", run.by_pytest}}));
}

std::optional<StoredBase> stored_base(const Digest& key) {
  auto text = read_user_state(name_of_base(key), kBaseBytesMax);
  auto json = text ? parse_json(*text) : Result<Json>(text.error());
  if (!json || !json->is_object() || !json->contains("account")) return {};
  int64_t age_us = now_us() - integer_or(*json, "time_us", 0);
  auto account = account_in((*json)["account"]);
  if (!account || age_us < 0 || age_us > kDay_us) return {};
  StoredBase base{std::move(*account), integer_or(*json, "duration_ms", 0)};
  if (auto written = json->find("written"); written != json->end() && written->is_array())
    for (const Json& path : *written)
      if (path.is_string()) base.written.push_back(path.get<std::string>());
  return base;
}

void store_base(const Digest& key, const StoredBase& base) {
  if (!base.account.lies.empty()) return;
  if (list_user_state(kBasesFolder).size() >= kBasesMax) (void)remove_user_state(kBasesFolder);
  Json json{{"time_us", now_us()},
            {"duration_ms", base.duration_ms},
            {"written", base.written},
            {"account", json_of_account(base.account)}};
  (void)write_user_state(name_of_base(key), to_text(json));
}

}  // namespace suit
