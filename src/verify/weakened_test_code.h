// What a change weakens in test code: weakened.h for files whose tests can be read.
#pragma once

#include "verify/weakened.h"

namespace suit {

// Compares the tests of all these edits, each of a path for which reads_tests() holds, and finds a test that
// moved from one to another.
std::vector<Weakening> weakened_tests(const std::vector<const FileEdit*>& edits);

}  // namespace suit
