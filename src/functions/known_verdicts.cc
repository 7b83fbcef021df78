#include "functions/known_verdicts.h"

#include "base/clock.h"
#include "base/recent_state.h"

namespace suit {
namespace {

constexpr const char* kVerdicts = "verdicts";

}  // namespace

std::optional<PatchVerdict> known_verdict(const Digest& key) {
  auto known = recent_state(kVerdicts, key);
  PatchVerdict verdict;
  if (!known || !read_fields(known->value, verdict.fields(), "the verdict")) return {};
  verdict.cached = utc_text(known->time_us) + " UTC";
  return verdict;
}

void keep_verdict(const Digest& key, const PatchVerdict& verdict) {
  keep_recent_state(kVerdicts, key, json_of_struct(verdict));
}

}  // namespace suit
