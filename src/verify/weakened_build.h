// What a change weakens in build files: the recipes of make's test targets, the tests that CMake and Meson
// define, modules that Go replaces. weakened.h for these files.
#pragma once

#include "verify/weakened.h"

namespace suit {

// Lines about one file; nothing if it is none of these.
std::vector<Weakening> weakened_build(const FileEdit& edit);

}  // namespace suit
