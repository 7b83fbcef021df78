#include "functions/known_verdicts.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "base/user_state.h"

namespace suit {
namespace {

constexpr const char* kVerdictsFolder = "verdicts";
constexpr size_t kVerdictsMax = 200;
constexpr uint64_t kVerdictBytesMax = 4u << 20;
constexpr int64_t kKept_us = int64_t{24} * 3600 * 1'000'000;

std::string name_of_verdict(const Digest& key) {
  return std::string(kVerdictsFolder) + "/" + key.hex();
}

}  // namespace

std::optional<PatchVerdict> known_verdict(const Digest& key) {
  auto text = read_user_state(name_of_verdict(key), kVerdictBytesMax);
  auto json = text ? parse_json(*text) : Result<Json>(text.error());
  if (!json || !json->is_object() || !json->contains("verdict")) return {};
  int64_t time_us = integer_or(*json, "time_us", 0), age_us = now_us() - time_us;
  PatchVerdict verdict;
  if (age_us < 0 || age_us > kKept_us || !read_fields((*json)["verdict"], verdict.fields(), "the verdict"))
    return {};
  verdict.cached = utc_text(time_us) + " UTC";
  return verdict;
}

void keep_verdict(const Digest& key, const PatchVerdict& verdict) {
  if (list_user_state(kVerdictsFolder).size() >= kVerdictsMax) (void)remove_user_state(kVerdictsFolder);
  std::string text = to_text(Json{{"time_us", now_us()}, {"verdict", json_of_struct(verdict)}});
  if (text.size() <= kVerdictBytesMax) (void)write_user_state(name_of_verdict(key), text);
}

}  // namespace suit
