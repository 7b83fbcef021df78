// A process, this program begun again, in which what all runs on a folder share stands already: the user
// namespace, the system's mounts, the folder as the lower layer. For each run it makes a child in namespaces
// of its own, with an overlay of its own. Nothing of a run is left in it: it hands descriptors on and waits,
// no more.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/sandbox_process.h"

namespace suit {

class SandboxServer {
 public:
  SandboxServer() = default;
  SandboxServer(const SandboxServer&) = delete;
  ~SandboxServer();  // ends it and what it runs

  // A run, of which `pipes` are the child's ends; they are copied. kStop or the end of the go pipe kills it.
  // The message pipe ends once nothing of the run is left. The process is started by the first call, with the
  // plan's options; of later ones only the command and the edits count. Thread-safe. Errors: kUnsupported
  // with the step that failed, kIo.
  Result<void> run(const SandboxPlan& plan, const SandboxPipes& pipes);

  // The runs whose plan is `forked` are made by this program from then on; see fork_server.h. Waits until it
  // is ready. Errors: as run(); kUnsupported also where the program ends or takes too long; kConflict: there
  // is one already.
  Result<void> start_fork_server(const SandboxPlan& plan, const std::vector<std::string>& program);

 private:
  Result<void> start(const SandboxPlan& plan);
  Result<void> stand(const SandboxPlan& plan);  // starts it where it was not; mutex_ is held

  std::mutex mutex_;
  std::optional<Result<void>> started_;
  pid_t process_ = -1;
  bool has_kept_ = false;
  int socket_ = -1;
  int fork_socket_ = -1;  // the fork server's
  Pipe fork_go_;          // its end ends the fork server
};

}  // namespace suit
