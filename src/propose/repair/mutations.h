// Mutants of a patch's changed lines (verify/mutants.h), by the edits that the search for repairs tries.
#pragma once

#include <vector>

#include "verify/mutants.h"

namespace suit::repair {

// Leaves out judge files, files without a parser, mutants that do not parse and those equal to the patch, to
// the unchanged file or to another mutant. Deterministic.
std::vector<Mutant> mutants_of(const std::vector<FileEdit>& edits, size_t most);

}  // namespace suit::repair
