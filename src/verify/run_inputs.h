// What a run can read, as one digest. Two runs with the same digest differ only by clocks, randomness and
// what docs/verify.md names.
#pragma once

#include <atomic>
#include <optional>

#include "base/digest.h"
#include "sandbox/sandbox.h"

namespace suit {

// All files of the folder with their modes, as the options' version has them, ignored ones too (of .git: what
// is not an object, a log or the index); names, sizes and times of change in the places that the settings and
// toolchains show; the system's package list, the environment, the sandbox's settings and the kernel.
// nullopt: more than 100,000 files or 1 GB, something can't be read, or cancelled.
std::optional<Digest> digest_of_inputs(const SandboxOptions& options, const std::atomic<bool>* cancelled);

}  // namespace suit
