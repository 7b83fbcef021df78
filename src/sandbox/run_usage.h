// What a run takes of the machine, as its first process can count it.
#pragma once

#include <dirent.h>

#include <cstdint>
#include <optional>

#include "sandbox/sandbox.h"

namespace suit {

// Looks at all processes of this process namespace, and at what the machine as a whole says of memory that is
// no process's own. Allocates nothing: the command may have used up what that takes.
class RunUsage {
 public:
  // Before the command starts: what is held now is not the command's. `options` must outlive it.
  explicit RunUsage(const SandboxOptions& options);
  ~RunUsage();
  RunUsage(const RunUsage&) = delete;

  // False: /proc can't be read, with errno.
  bool is_ready() const { return proc_ != nullptr; }
  // The limit that is passed now, kMemory or kProcesses; none: nullopt.
  std::optional<SandboxEnd> passed_limit() const;

 private:
  const SandboxLimits& limits_;
  uint64_t runs_;  // side by side, at most: what is known of the machine alone may be any one's
  DIR* proc_;
  uint64_t shared_before_, kernel_before_;
};

// How many files a file system in memory may hold that has room for so many bytes. Each takes about a
// kilobyte of the kernel's memory besides, and so much may its attributes take.
uint64_t files_within(uint64_t scratch_bytes);

}  // namespace suit
