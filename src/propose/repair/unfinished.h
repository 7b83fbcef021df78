// What a limit of time cut off on the first look at a check: whether that fails is looked at again, with more
// time.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "verify/trials.h"

namespace suit::repair {

std::set<std::string> failing(const Observation& seen);  // tests, by name
std::set<std::string> late(const Observation& seen);     // of them, those that ran past their limit

// Did a limit of the measure's end the check, or a test of it?
bool was_cut(const Observation& seen, const Measure& measure);

struct LongerLook {
  Observation seen;
  std::shared_ptr<const Sandbox> sandbox;  // where it ran, and the candidates are to
  int64_t check_ms = 0;                    // its limit
  bool is_known = true;                    // whether the check fails
  std::string what = {};                   // what did not end, in words; empty: all did, or it hangs
  std::vector<std::string> left_out = {};  // tests of which it stays open; the others that fail are known
};

// `left_ms`: of the budget; half of it is given to the check, a quarter to each test, 20 s at most. A test
// that runs longer than 15 s then hangs, which is a way to fail; so does a check of a minute whose tests are
// not told apart. With less time nothing is known of what does not end. Errors: as Trials::measure() and
// observe().
Result<LongerLook> look_longer(const Trials& trials, const Measure& measure, int64_t left_ms,
                               const std::atomic<bool>* cancelled);

}  // namespace suit::repair
