// What a change weakens in data that tests compare with: snapshots, golden files, fixtures, and in tests of
// languages without a parser. weakened.h for these files.
#pragma once

#include "verify/weakened.h"

namespace suit {

// Is it a snapshot, a golden file, or other data of tests?
bool is_test_data(std::string_view path);

// Lines about one such file, or about a test script. New files, new snapshots and new lines of data are no
// change; new lines of a golden file are.
std::vector<Weakening> weakened_data(const FileEdit& edit);

}  // namespace suit
