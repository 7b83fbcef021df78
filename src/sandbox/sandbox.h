// Runs a command in isolation, on the folder with a proposal applied.
//
// The folder is under an overlay whose upper layer is discarded. The command sees only that, a read-only
// system and a private /tmp. It has its own user, mount, process, network, IPC and host-name namespaces, no
// capabilities, no_new_privs, a seccomp filter, Landlock if the kernel has it, and limits on time, memory,
// processes and output. docs/sandbox.md lists threats and limitations; tests/escape tries to escape.
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
  uint64_t memory_bytes = uint64_t{4} << 30;  // resident, all processes together; sampled every 20 ms
  int processes = 512;                        // and threads, all together
  uint64_t output_bytes = 64u << 20;
  // Bytes that may be written in the folder, and again in /tmp. On disk sampled every 50 ms. Memory files and
  // shared mappings plus resident memory may not exceed the sum of both limits.
  uint64_t scratch_bytes = uint64_t{4} << 30;
};

// How the folder is mounted under the proposal.
enum class SandboxOverlay {
  kAuto,    // the first of the following that works here; kCopy for an ordinary user where the folder is
            // another's
  kMemory,  // overlayfs, writes in memory
  kDisk,    // overlayfs, writes in /var/tmp: for kernels before 6.6, whose tmpfs lacks user attributes
  kCopy,    // without overlayfs: a copy of the folder, whose cost grows with it
};

enum class SandboxIsolation {
  kFull,  // or an error
  kNone,  // on a copy of the folder, with the user's rights: only if the settings say so
};

// In a sandbox: the folder of SandboxOptions::programs, read-only, and a pipe for what a command reports. The
// pipe cannot be emptied or rewritten; if the command reads from it, the report lacks what it took.
inline constexpr const char* kProgramsPlace = "/var/suit";
inline constexpr const char* kReportPath = "/dev/shm/suit-report";
inline constexpr size_t kReportBytesMax = 32u << 20;
inline constexpr size_t kWrittenFilesMax = 200;

struct SandboxOptions {
  std::string folder;                  // absolute
  std::vector<std::string> read = {};  // additional absolute paths that the command may read
  std::vector<std::string> environment =
      {};                     // names of variables to pass, in addition to PATH, LANG and LC_*
  SandboxLimits limits = {};  // of each run
  SandboxOverlay overlay = SandboxOverlay::kAuto;
  SandboxIsolation isolation = SandboxIsolation::kFull;
  // Files (name, text) that every command can read in kProgramsPlace. Not without isolation.
  std::vector<std::pair<std::string, std::string>> programs = {};
  int parallel = 1;  // maximum of concurrent runs
  // Edits under those of every run: the command sees another version of the folder than the one on disk.
  std::shared_ptr<const std::vector<FileEdit>> version = nullptr;
};

enum class SandboxEnd { kExited, kSignalled, kTime, kMemory, kProcesses, kOutput, kScratch, kCancelled };
std::string_view name_of(SandboxEnd end);

struct SandboxRun {
  SandboxEnd end = SandboxEnd::kExited;
  int code = 0;        // exit status, or the signal's number
  std::string output;  // both streams interleaved, cut at the limit
  std::string report;  // what was written to kReportPath, cut at kReportBytesMax
  int64_t duration_ms = 0;
  // Sorted paths of files that were in the folder and that the run changed or removed, at most
  // kWrittenFilesMax. Changes that it took back do not count.
  std::vector<std::string> written = {};
  bool passed() const { return end == SandboxEnd::kExited && code == 0; }
};

struct SandboxCommand {
  SandboxCommand(std::string command) : text(std::move(command)) {}
  SandboxCommand(const char* command) : text(command) {}
  std::string text;     // for sh -c; forked: for the program of the fork server
  bool forked = false;  // the run is a fork of that program
  int64_t time_ms = 0;  // less than options.limits.time_ms; 0: that
  // Writes of the first run with `keep` to the folder, such as build output, are visible to later runs with
  // `on_kept`. Only with the overlay in memory; otherwise `keep` does nothing and `on_kept` is an error.
  bool keep = false, on_kept = false;
  // Makes kReportPath. Nothing is reported without isolation or by forked runs.
  bool report = false;
  // Fills SandboxRun::written. Not in a copy of the folder, nor with `keep` or `on_kept`.
  bool list_written = false;
};

class SandboxServer;

class Sandbox {
 public:
  // Prepares the part that all runs share. Errors: kInvalid (a folder that can't be sandboxed, such as /).
  static Result<Sandbox> create(SandboxOptions options);

  // Runs the command in the folder with the edits applied. Thread-safe, up to options.parallel runs at once.
  // The first run sets up the shared part: afterwards the folder may change, its options may not. `progress`
  // is called about ten times a second with the output so far; setting `cancelled` kills the run. Errors:
  // kUnsupported with the step that failed and how to allow it; kIo; kNoSpace.
  Result<SandboxRun> run(const SandboxCommand& command, const std::vector<FileEdit>& edits,
                         const std::function<void(std::string_view output)>& progress = {},
                         const std::atomic<bool>* cancelled = nullptr) const;

  // Starts a program that has capabilities over later sandboxes and must therefore not come from the folder.
  // Each forked run is a fork of it, isolated like any other. See fork_server.h. Errors: those of run();
  // kUnsupported without the overlay in memory, or if the program does not get ready.
  Result<void> start_fork_server(const std::vector<std::string>& program) const;

  const SandboxOptions& options() const { return options_; }

 private:
  Sandbox() = default;
  std::vector<FileEdit> with_version(const std::vector<FileEdit>& edits) const;

  SandboxOptions options_;
  std::vector<std::string> masked_;       // sockets and paths of the system that are not world-readable
  std::string filter_;                    // seccomp: struct sock_filter[], as bytes
  std::vector<std::string> environment_;  // NAME=value
  std::shared_ptr<SandboxServer> server_;
};

// The machine's capabilities for `suit doctor`: one fact a line, with the consequence if it is missing.
struct SandboxFact {
  std::string name;
  bool good = false;
  std::string text;
};
std::vector<SandboxFact> examine_sandbox(const SandboxOptions& options);

}  // namespace suit
