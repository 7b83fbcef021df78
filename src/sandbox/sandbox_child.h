// The steps between fork and exec: builds the file system for a command and watches the command.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "sandbox/sandbox.h"

namespace suit {

// Decided before the fork. kAuto never reaches here.
struct SandboxPlan {
  const SandboxOptions* options = nullptr;
  const std::vector<std::string>* masked = nullptr;
  const std::string* filter = nullptr;
  const std::vector<std::string>* environment = nullptr;
  const std::vector<FileEdit>* edits = nullptr;
  std::string command;
  SandboxOverlay overlay = SandboxOverlay::kMemory;
  std::string scratch = {};  // kDisk: an empty folder for the upper layer; kCopy: the copy of the folder
  bool base_stands = false;  // a parent process called build_base() and made a network
  bool keep = false, on_kept = false;  // as in SandboxCommand
  bool forked = false;                 // the command is for the forked program, not for a shell
  bool report = false;                 // as in SandboxCommand
  bool list_written = false;
};

// Messages of the child: a failed step, a part of the report, a path that the run wrote, or the end of the
// command. Smaller than PIPE_BUF, so that each is written at once.
struct SandboxMessage {
  enum Kind : int32_t { kReady, kFailed, kEnded, kReport, kWritten } kind = kReady;
  int32_t number = 0;  // kFailed: errno. kEnded: exit status or signal. kReport, kWritten: bytes of `text`
  static constexpr int32_t kNoOverlay = 1;
  int32_t end = 0;       // kEnded: a SandboxEnd. kFailed: kNoOverlay if only the overlay is missing
  char text[2048] = {};  // kFailed: the step
};

inline constexpr char kGo = 1, kStop = 0;

// Descriptors of the two processes after the fork.
struct SandboxPipes {
  int output = -1;   // the command's standard output and error
  int message = -1;  // SandboxMessages to the parent
  int go = -1;       // kGo from the parent after it wrote the user map, kStop at any time
};

// First steps of the first child: leaves the terminal and the parent's signal handlers, enters a user
// namespace and waits until the parent has written its maps. A failure is reported to the message pipe and
// ends the process.
void enter_user_namespace(const SandboxPipes& pipes);

// The first process of the other namespaces: builds the file system, starts the command, watches it and
// reports. Returns only if plan.forked, in the command's own process.
void be_first_process(const SandboxPlan& plan, const SandboxPipes& pipes);

// Closes every descriptor except these and the standard ones; copies of the parent's pipes would keep them
// open. Allocates nothing, so that it may follow a fork.
void close_all_but(std::initializer_list<int> kept);

// Keeps the capabilities that an exec would drop for an ordinary user. False with errno.
bool keep_capabilities();

// Clears this process's command line in /proc: checks must not read a task's text there.
void hide_arguments();

// The first child, in its user namespace: enters the other namespaces, then forks their first process, which
// builds the world, starts the command, watches it and reports. Never returns.
[[noreturn]] void run_sandbox_child(const SandboxPlan& plan, const SandboxPipes& pipes);

// The plan's environment as execve() takes it; views into the plan.
std::vector<char*> environment_of(const SandboxPlan& plan);
// Without isolation (if settings allow it): the command in the copy, in its own process group. Allocates
// nothing, so that it may follow a fork. Never returns.
[[noreturn]] void run_unisolated_child(const SandboxPlan& plan, const std::vector<char*>& environment,
                                       const SandboxPipes& pipes);

// The kernel's Landlock version, 0 for none.
long landlock_abi();

}  // namespace suit
