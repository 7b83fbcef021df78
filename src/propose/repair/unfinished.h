// Handles checks that hit a time limit on the first run: runs them again with more time to see if they fail.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "verify/trials.h"

namespace suit::repair {

std::set<std::string> failing(const Observation& seen);  // tests, by name
std::set<std::string> late(const Observation& seen);     // those of them that exceeded their limit

// Did a limit of `measure` end the check or one of its tests?
bool was_cut(const Observation& seen, const Measure& measure);

struct LongerLook {
  Observation seen;
  std::shared_ptr<const Sandbox> sandbox;  // where it ran; candidates must run there too
  int64_t check_ms = 0;                    // its limit
  bool is_known = true;                    // whether the check fails
  std::string what = {};                   // what did not end; empty: all ended, or it hangs
  std::vector<std::string> left_out = {};  // tests with an unknown result; the other failing tests are known
};

// `left_ms`: the rest of the budget. Half of it goes to the check, a quarter to each test, at most 20 s. A
// test longer than 15 s then counts as hanging, a kind of failure; so does a check without separate tests
// after a minute. With less time the result stays unknown. Errors: those of Trials::measure() and observe().
Result<LongerLook> look_longer(const Trials& trials, const Measure& measure, int64_t left_ms,
                               const std::atomic<bool>* cancelled);

}  // namespace suit::repair
