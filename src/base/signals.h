// Ctrl-C and its kin: held back while something must not stop half-way, noticed while something long runs.
#pragma once

#include <signal.h>

#include <atomic>
#include <string>

namespace suit {

// Holds back SIGINT, SIGTERM and SIGHUP while it lives; one that came meanwhile takes effect at the end.
// Where a StopAtOnce lives, it is only noted from then on.
class BlockSignals {
 public:
  BlockSignals();
  ~BlockSignals();
  BlockSignals(const BlockSignals&) = delete;

 private:
  sigset_t before_;
};

// While it lives, SIGINT, SIGTERM and SIGHUP write `text` to `descriptor` and end the process with 128 + the
// signal's number: for as long as nothing was done that would have to be reported. From the first
// BlockSignals on that is over, and what was done is said instead. A signal that was ignored stays so. One at
// a time.
class StopAtOnce {
 public:
  StopAtOnce(std::string text, int descriptor);
  ~StopAtOnce();
  StopAtOnce(const StopAtOnce&) = delete;
  // Another text from now on; does nothing where none lives.
  static void say(std::string text);

 private:
  struct sigaction before_[3];
};

// While it lives, SIGINT and SIGTERM set a flag instead of ending the process; a second one ends it. One at a
// time.
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
