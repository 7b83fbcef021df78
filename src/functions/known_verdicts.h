// Verdicts kept for a day: the same patch on the same folder, asked again, need not be judged again.
#pragma once

#include <optional>

#include "functions/patches.h"

namespace suit {

// `key`: of everything that the runs could read (run_inputs.h), the patch, the checks and what was asked.
// Its `cached` says when it was found. nullopt: not known, older than a day, or unreadable.
std::optional<PatchVerdict> known_verdict(const Digest& key);
// Failing to is no error: the next time it is judged.
void keep_verdict(const Digest& key, const PatchVerdict& verdict);

}  // namespace suit
