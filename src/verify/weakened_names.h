// Names of a test file that no longer mean what they did: a test that is overwritten, a function under test
// that is imported from elsewhere, code that a runner calls by its name. weakened.h for these.
#pragma once

#include "verify/tests_in.h"
#include "verify/weakened.h"

namespace suit {

// `before` and `after`: the tests of both sides of the edit.
std::vector<Weakening> weakened_names(const FileEdit& edit, const TestFile& before, const TestFile& after);

}  // namespace suit
