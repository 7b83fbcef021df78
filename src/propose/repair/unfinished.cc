#include "propose/repair/unfinished.h"

#include <algorithm>

#include "base/text.h"

namespace suit::repair {
namespace {

constexpr int64_t kTestMost_ms = 20'000, kTestHangs_ms = 15'000, kCheckHangs_ms = 60'000;
constexpr int kCodeOfTimeout = 124, kCodeOfKill = 137;  // of timeout(1)

bool check_was_cut(const Observation& seen, const Measure& measure) {
  return !seen.passed && (seen.end == SandboxEnd::kTime || seen.code == kCodeOfTimeout ||
                          seen.code == kCodeOfKill || seen.duration_ms >= measure.check_ms);
}

}  // namespace

std::set<std::string> failing(const Observation& seen) {
  std::set<std::string> names;
  for (const TestRun& test : seen.tests)
    if (test.failed && !test.name.empty()) names.insert(test.name);
  return names;
}

std::set<std::string> late(const Observation& seen) {
  std::set<std::string> names;
  for (const TestRun& test : seen.tests)
    if (test.late && !test.name.empty()) names.insert(test.name);
  return names;
}

bool was_cut(const Observation& seen, const Measure& measure) {
  if (!late(seen).empty()) return true;
  bool hangs = seen.tests.empty() && measure.check_ms >= kCheckHangs_ms;
  return check_was_cut(seen, measure) && !hangs;
}

Result<LongerLook> look_longer(const Trials& trials, const Measure& measure, int64_t left_ms,
                               const std::atomic<bool>* cancelled) {
  Measure longer = measure;
  ASSIGN_OR_RETURN(Measure fresh,
                   trials.measure(measure.check));  // a Trials keeps only what the first run wrote
  longer.sandbox = std::move(fresh.sandbox);
  longer.check_ms = std::max(measure.check_ms, left_ms / 2);
  longer.test_ms = std::max(measure.test_ms, std::min(kTestMost_ms, left_ms / 4));
  LongerLook look{.seen = {}, .sandbox = longer.sandbox, .check_ms = longer.check_ms};
  ASSIGN_OR_RETURN(look.seen, trials.observe(longer, Trials::Watching::kOutcomes, cancelled));
  std::set<std::string> hanging = late(look.seen);
  auto named = std::count_if(look.seen.tests.begin(), look.seen.tests.end(),
                             [](const TestRun& test) { return !test.name.empty(); });
  bool cut = check_was_cut(look.seen, longer);
  // Next to a hanging test the others get less time; a test that the end of the check cut off may have just
  // started.
  bool one_hangs = std::any_of(look.seen.tests.begin(), look.seen.tests.end(), [](const TestRun& test) {
    return test.late && test.duration_ms >= kTestHangs_ms;
  });
  bool all_known =
      hanging.empty() ? !cut || (named == 0 && longer.check_ms >= kCheckHangs_ms) : one_hangs && !cut;
  if (all_known) return look;
  int64_t limit_ms = hanging.empty() ? longer.check_ms : longer.test_ms;
  look.what = measure.check.name + ": " +
              (hanging.empty() ? "it" : counted(hanging.size(), "test") + " of " + std::to_string(named)) +
              " did not end within " +
              with_one_decimal(static_cast<double>(cut ? longer.check_ms : limit_ms) / 1000) + " s";
  std::set<std::string> failed = failing(look.seen);
  for (const std::string& name : hanging) failed.erase(name);
  look.is_known = !failed.empty();
  if (!look.is_known) return look;
  for (TestRun& test : look.seen.tests) test.failed &= !test.late;
  look.left_out.assign(hanging.begin(), hanging.end());
  return look;
}

}  // namespace suit::repair
