// The workbench of a folder: the server and all its parts.
#pragma once

#include <memory>
#include <string>

#include "http/server.h"
#include "loop/chosen_proposer.h"

namespace suit {

inline constexpr int kUsualPort = 7848;  // "SUIT" on a phone keypad

struct WorkbenchOptions {
  std::string folder = ".";
  std::optional<int> port = {};  // 0: any free port; none: the default, or any if that is taken
  ServerLimits limits = {};
};

class Workbench {
 public:
  // Listens and opens the folder; creates its ledger if missing. `parts` must outlive the workbench.
  // Errors: those of Workspace::open() and Server::listen().
  static Result<std::unique_ptr<Workbench>> open(const WorkbenchOptions& options, const Parts& parts);
  ~Workbench();

  int port() const;
  const std::string& token() const;
  const std::string& folder() const;
  const std::string& recovered() const;  // how an application interrupted by a crash was recovered; "": none
  // A one-time address for a browser; its fragment is a code. `lives_ms` and `used` as in Gate::make_code().
  std::string make_url(int64_t lives_ms = 0, std::function<void()> used = {});
  // Serves until stop(); with kStop also until SIGINT or SIGTERM. Then stops running tasks; their proposals
  // stay pending.
  void run(Server::Signals signals);
  void stop();

 private:
  struct Impl;
  explicit Workbench(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace suit
