// What the watchers of a check recorded about its tests.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

// One test of a check as recorded; an empty name is code that ran outside of tests.
struct TestRun {
  std::string name = {};
  bool failed = false;
  int64_t duration_ms = 0;
  std::map<std::string, std::vector<size_t>> lines = {};  // path → lines that ran
  bool late = false;                                      // it exceeded its time limit
  // Files whose lines are not known, as what ran was made from them.
  std::vector<std::string> transformed = {};
};

// Parses the watchers' output, one JSON object per line. Skips other lines: the tested code can write there
// too.
std::vector<TestRun> read_test_runs(std::string_view text);

}  // namespace suit
