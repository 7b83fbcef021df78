// The resources that a run uses, measured by its first process.
#pragma once

#include <dirent.h>

#include <cstdint>
#include <optional>

#include "sandbox/sandbox.h"

namespace suit {

// Examines all processes of this process namespace, and the machine's memory that belongs to no process.
// Allocates nothing: the command may have used up the memory.
class RunUsage {
 public:
  // Call it before the command starts, to exclude present usage. `options` must outlive it.
  explicit RunUsage(const SandboxOptions& options);
  ~RunUsage();
  RunUsage(const RunUsage&) = delete;

  // False: /proc can't be read, with errno.
  bool is_ready() const { return proc_ != nullptr; }
  // The exceeded limit, kMemory or kProcesses; nullopt for none.
  std::optional<SandboxEnd> passed_limit() const;

 private:
  const SandboxLimits& limits_;
  uint64_t runs_;  // maximum of concurrent runs, which share machine-wide figures
  DIR* proc_;
  uint64_t shared_before_, kernel_before_;
};

// The number of files for a memory file system of this size. Each also takes about a kilobyte of kernel
// memory; so may its attributes.
uint64_t files_within(uint64_t scratch_bytes);

}  // namespace suit
