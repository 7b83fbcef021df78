#include "base/recent_state.h"

#include "base/clock.h"
#include "base/user_state.h"

namespace suit {
namespace {

constexpr uint64_t kRecentBytesMax = 16u << 20;
constexpr int64_t kDay_us = int64_t{24} * 3600 * 1'000'000;

std::string name_of_recent(const std::string& kind, const Digest& key) {
  return kind + "/" + key.hex();
}

}  // namespace

std::optional<RecentState> recent_state(const std::string& kind, const Digest& key) {
  auto text = read_user_state(name_of_recent(kind, key), kRecentBytesMax);
  auto json = text ? parse_json(*text) : Result<Json>(text.error());
  if (!json || !json->is_object() || !json->contains("value")) return {};
  int64_t time_us = integer_or(*json, "time_us", 0), age_us = now_us() - time_us;
  if (age_us < 0 || age_us > kDay_us) return {};
  return RecentState{std::move((*json)["value"]), time_us};
}

void keep_recent_state(const std::string& kind, const Digest& key, Json value, size_t most) {
  if (list_user_state(kind).size() >= most) (void)remove_user_state(kind);
  std::string text = to_text(Json{{"time_us", now_us()}, {"value", std::move(value)}});
  if (text.size() <= kRecentBytesMax) (void)write_user_state(name_of_recent(kind, key), text);
}

}  // namespace suit
