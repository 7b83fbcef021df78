// Ctrl-C and its kin: held back while something must not stop half-way, noticed while something long runs.
#pragma once

#include <signal.h>

#include <atomic>

namespace suit {

// Holds back SIGINT, SIGTERM and SIGHUP while it lives; one that came meanwhile takes effect at the end.
class BlockSignals {
 public:
  BlockSignals();
  ~BlockSignals();
  BlockSignals(const BlockSignals&) = delete;

 private:
  sigset_t before_;
};

// While it lives, SIGINT and SIGTERM set a flag instead of ending the process; a second one ends it. One at a time.
class CatchInterrupt {
 public:
  CatchInterrupt();
  ~CatchInterrupt();
  CatchInterrupt(const CatchInterrupt&) = delete;
  const std::atomic<bool>& flag() const;

 private:
  struct sigaction int_before_, term_before_;
};

}  // namespace suit
