// What happens between fork and exec: building the world in which a command runs, and watching over it.
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
  bool base_stands = false;  // a process above called build_base() and made a network
  bool keep = false, on_kept = false;  // as in SandboxCommand
  bool forked = false;                 // the command is for the program that was forked, not for a shell
};

// What the child tells: a step that failed, or how the command ended.
struct SandboxMessage {
  enum Kind : int32_t { kReady, kFailed, kEnded } kind = kReady;
  int32_t number = 0;  // kFailed: errno. kEnded: exit status or signal
  static constexpr int32_t kNoOverlay = 1;
  int32_t end = 0;  // kEnded: a SandboxEnd. kFailed: kNoOverlay where only the overlay is missing
  char step[180] = {};
};

inline constexpr char kGo = 1, kStop = 0;

// The descriptors of the two processes that come after the fork.
struct SandboxPipes {
  int output = -1;   // the command's standard output and error
  int message = -1;  // SandboxMessages to the parent
  int go = -1;       // kGo from the parent once the user map is written, kStop at any time
};

// What the first child does before all else: leaves the terminal and the parent's signal handlers, enters a
// user namespace and waits until the parent has written its maps. Failures go to the message pipe and end it.
void enter_user_namespace(const SandboxPipes& pipes);

// The first process of the other namespaces: builds the world, starts the command, watches it and reports.
// Returns only where plan.forked, and then in the command's own process.
void be_first_process(const SandboxPlan& plan, const SandboxPipes& pipes);

// Closes every descriptor but these and the standard ones: what a child holds of the parent's pipes keeps
// them open. Allocates nothing, so that it may follow a fork.
void close_all_but(std::initializer_list<int> kept);

// What an exec would take from an ordinary user: kept over the next one. False with errno.
bool keep_capabilities();

// Clears what /proc tells of this process's command line: with the text of a task it is nobody's who runs a
// check.
void hide_arguments();

// The first child: enters the namespaces, then forks their first process, which builds the world, starts the
// command, watches it and reports. Never returns.
[[noreturn]] void run_sandbox_child(const SandboxPlan& plan, const SandboxPipes& pipes);

// Without isolation (settings allow it): the command in the copy, in its own process group. Never returns.
[[noreturn]] void run_unisolated_child(const SandboxPlan& plan, const SandboxPipes& pipes);

// The kernel's Landlock version, 0 where it has none.
long landlock_abi();

}  // namespace suit
