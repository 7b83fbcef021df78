// What the watchers of a check saw of its tests.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

// One test of a check, as the watchers tell it; with an empty name, what ran outside of any test.
struct TestRun {
  std::string name = {};
  bool failed = false;
  int64_t duration_ms = 0;
  std::map<std::string, std::vector<size_t>> lines = {};  // path → lines that ran
  bool late = false;                                      // it ran past its limit of time
};

// Reads what the watchers wrote, a JSON object a line. Lines that are none are passed over: what runs can
// write there too.
std::vector<TestRun> read_test_runs(std::string_view text);

}  // namespace suit
