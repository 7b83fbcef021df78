// A process of this program in which the parts that all runs on a folder share are set up: the user
// namespace, the system's mounts, the folder as the lower layer. For each run it creates a child with its own
// namespaces and overlay. It keeps no state of a run: it only passes descriptors and waits.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/sandbox_process.h"

namespace suit {

// In a child that was forked for one run of the plan in this memory file: executes this program again, which
// then is the run's first child. Allocates nothing.
[[noreturn]] void become_single(int plan_file, const SandboxPipes& pipes);

class SandboxServer {
 public:
  SandboxServer() = default;
  SandboxServer(const SandboxServer&) = delete;
  ~SandboxServer();  // ends it and its runs

  // Starts a run; `pipes` are the child's ends and are copied. kStop or the end of the go pipe kills it. The
  // message pipe ends when nothing of the run is left. The first call starts the process with the plan's
  // options; later calls use only the command and the edits. Thread-safe. Errors: kUnsupported with the step
  // that failed, kIo.
  Result<void> run(const SandboxPlan& plan, const SandboxPipes& pipes);

  // From now on runs with plan.forked are forks of this program; see fork_server.h. Waits until it is ready.
  // Errors: those of run(); kUnsupported also if the program ends or takes too long; kConflict: there is one
  // already.
  Result<void> start_fork_server(const SandboxPlan& plan, const std::vector<std::string>& program);

 private:
  Result<void> start(const SandboxPlan& plan);
  Result<void> stand(const SandboxPlan& plan);  // starts it if necessary; mutex_ is held

  std::mutex mutex_;
  std::optional<Result<void>> started_;
  pid_t process_ = -1;
  bool has_kept_ = false;
  int socket_ = -1;
  int fork_socket_ = -1;  // the fork server's
  Pipe fork_go_;          // closing it ends the fork server
};

}  // namespace suit
