// Runs a command on the folder as it would be with a proposal applied, where it can do no harm.
//
// The folder is laid under an overlay whose upper layer is thrown away; the command sees that, a read-only
// system, a private /tmp and nothing else of this machine: own user, mount, process, network, IPC and
// host-name namespaces, no capabilities, no_new_privs, a seccomp filter, Landlock where the kernel has it,
// limits on time, memory, processes and output. What holds and what does not: docs/sandbox.md. tests/escape
// tries to get out.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "change/proposal.h"

namespace suit {

struct SandboxLimits {
  int64_t time_ms = 600'000;
  uint64_t memory_bytes = uint64_t{4} << 30;  // resident, all processes together; looked at every 20 ms
  int processes = 512;                        // and threads, all together
  uint64_t output_bytes = 64u << 20;
  // What may be written: in the folder, and again in /tmp. On disk it is looked at every 50 ms. What is kept
  // in memory (files, shared mappings) and memory_bytes may not pass the sum of the two limits.
  uint64_t scratch_bytes = uint64_t{4} << 30;
};

// How the folder is put under the proposal.
enum class SandboxOverlay {
  kAuto,    // the first of the following that works here; kCopy for an ordinary user where the folder is
            // another's
  kMemory,  // overlayfs, writes kept in memory
  kDisk,    // overlayfs, writes kept in /var/tmp: for kernels before 6.6, whose tmpfs has no user attributes
  kCopy,    // no overlayfs here: a copy of the folder, whose cost grows with it
};

enum class SandboxIsolation {
  kFull,  // or an error
  kNone,  // on a copy of the folder, but with the user's rights: only where the settings say so
};

struct SandboxOptions {
  std::string folder;                         // absolute
  std::vector<std::string> read = {};         // further absolute paths that the command may read
  std::vector<std::string> environment = {};  // names of variables to pass on, besides PATH, LANG and LC_*
  SandboxLimits limits = {};                  // of each run
  SandboxOverlay overlay = SandboxOverlay::kAuto;
  SandboxIsolation isolation = SandboxIsolation::kFull;
  int parallel = 1;  // so many runs at once, at most
};

enum class SandboxEnd { kExited, kSignalled, kTime, kMemory, kProcesses, kOutput, kScratch, kCancelled };
std::string_view name_of(SandboxEnd end);

struct SandboxRun {
  SandboxEnd end = SandboxEnd::kExited;
  int code = 0;        // exit status, or the signal's number
  std::string output;  // both streams as they came, cut at the limit
  int64_t duration_ms = 0;
  bool passed() const { return end == SandboxEnd::kExited && code == 0; }
};

struct SandboxCommand {
  SandboxCommand(std::string command) : text(std::move(command)) {}
  SandboxCommand(const char* command) : text(command) {}
  std::string text;     // for sh -c; forked: for the program of the fork server
  bool forked = false;  // the run is a fork of that program
  int64_t time_ms = 0;  // less than options.limits.time_ms; 0: that
  // What the first run with `keep` writes into the folder is there for the later ones with `on_kept`: what it
  // compiled, say. Only with the overlay in memory; else `keep` does nothing, and `on_kept` is an error.
  bool keep = false, on_kept = false;
};

class SandboxServer;

class Sandbox {
 public:
  // Prepares what all runs share. Errors: kInvalid (a folder that can't be sandboxed, such as /).
  static Result<Sandbox> create(SandboxOptions options);

  // Runs the command in the folder with the edits applied. Thread-safe, as many at once as options.parallel
  // says. The first run sets up what all share: the folder may change between runs, its options may not.
  // `progress` is called about ten times a second with the output so far; a set `cancelled` kills all.
  // Errors: kUnsupported with the step that failed and how to allow it; kIo; kNoSpace.
  Result<SandboxRun> run(const SandboxCommand& command, const std::vector<FileEdit>& edits,
                         const std::function<void(std::string_view output)>& progress = {},
                         const std::atomic<bool>* cancelled = nullptr) const;

  // Starts a program that has capabilities over the sandboxes to come and may so be none of the folder's;
  // each forked run is a fork of it, shut in like any other. See fork_server.h. Errors: as run();
  // kUnsupported where the overlay is not the one in memory or the program does not get ready.
  Result<void> start_fork_server(const std::vector<std::string>& program) const;

  const SandboxOptions& options() const { return options_; }

 private:
  Sandbox() = default;
  SandboxOptions options_;
  std::vector<std::string> masked_;       // what not everybody may read of the system, and its sockets
  std::string filter_;                    // seccomp: struct sock_filter[], as bytes
  std::vector<std::string> environment_;  // NAME=value
  std::shared_ptr<SandboxServer> server_;
};

// What this machine can do, for `suit doctor`: each line a fact, with what follows where it is bad.
struct SandboxFact {
  std::string name;
  bool good = false;
  std::string text;
};
std::vector<SandboxFact> examine_sandbox(const SandboxOptions& options);

}  // namespace suit
