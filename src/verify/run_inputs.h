// What a run can read, as one digest. Two runs with the same digest differ only by clocks, randomness and
// what docs/verify.md names.
#pragma once

#include <atomic>
#include <optional>

#include "base/digest.h"
#include "sandbox/sandbox.h"

namespace suit {

struct RunInputs {
  // Of all files of the folder with their modes, as the options' version has them, ignored ones too (of .git:
  // what is not an object, a log or the index); names, sizes and times of change in the places that the
  // settings and toolchains show; the system's package list, the environment, the sandbox's settings and the
  // kernel.
  Digest digest;
  Digest changes;  // of the times of change of all these files
};

// nullopt: more than 100,000 files in the folder or in the other places, more than 1 GB in the folder,
// something can't be read, or cancelled.
std::optional<RunInputs> inputs_of_runs(const SandboxOptions& options, const std::atomic<bool>* cancelled);

// No file changed since they were read; no content is read for it. False also for what gives nullopt there.
bool are_unchanged(const RunInputs& inputs, const SandboxOptions& options,
                   const std::atomic<bool>* cancelled);

}  // namespace suit
