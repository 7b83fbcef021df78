// The workbench of a folder: the server with everything behind it.
#pragma once

#include <memory>
#include <string>

#include "http/server.h"
#include "loop/chosen_proposer.h"

namespace suit {

inline constexpr int kUsualPort = 7848;  // SUIT on a telephone's keys

struct WorkbenchOptions {
  std::string folder = ".";
  std::optional<int> port = {};  // 0: any that is free; none: the usual one, or any where that is taken
  ServerLimits limits = {};
};

class Workbench {
 public:
  // Listens and opens the folder; makes its ledger where there is none. `parts` must outlive it.
  // Errors: those of Workspace::open() and Server::listen().
  static Result<std::unique_ptr<Workbench>> open(const WorkbenchOptions& options, const Parts& parts);
  ~Workbench();

  int port() const;
  const std::string& token() const;
  const std::string& folder() const;
  const std::string& recovered() const;  // what an earlier crash left and was taken back; "" for nothing
  // An address for a browser, which works once: its fragment is a code. `lives_ms` and `used` as
  // Gate::make_code() has them.
  std::string make_url(int64_t lives_ms = 0, std::function<void()> used = {});
  // Serves until stop(), or SIGINT or SIGTERM where `signals` is set. Then tasks that run are stopped: what
  // they proposed stays pending.
  void run(Server::Signals signals);
  void stop();

 private:
  struct Impl;
  explicit Workbench(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace suit
