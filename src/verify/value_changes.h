// How the values in two versions of a statement of a test differ: an expected number, the rows of a table.
#pragma once

#include <string>
#include <vector>

#include "verify/tests_in.h"

namespace suit {

struct ValueChange {
  size_t line = 0;        // in the statement after the change, from 1
  std::string list = {};  // the name of a list that loses entries; `text` follows it, or that of the test
  bool is_other = false;  // another value, neither fewer nor larger ones
  std::string text;  // "value changed: 6 → 4", "loses 1 of 3 cases: (3, 4)", "timeout raised: 5 → 60"
};

// Additions alone, such as new rows, are no change; nor are names, and messages that are printed. At most a
// few. Time is bounded for any statement.
std::vector<ValueChange> value_changes(const TestStatement& before, const TestStatement& after);

}  // namespace suit
