// Ctrl-C and similar signals: deferred while an operation must not be interrupted, detected during long ones.
#pragma once

#include <signal.h>

#include <atomic>
#include <string>

namespace suit {

// Defers SIGINT, SIGTERM and SIGHUP during its lifetime; a pending one takes effect at the end. If a
// StopAtOnce exists, it only records signals from then on.
class BlockSignals {
 public:
  BlockSignals();
  ~BlockSignals();
  BlockSignals(const BlockSignals&) = delete;

 private:
  sigset_t before_;
};

// During its lifetime SIGINT, SIGTERM and SIGHUP write `text` to `descriptor` and end the process with 128 +
// the signal's number, as long as nothing was done that must be reported. The first BlockSignals ends this;
// afterwards the outcome is reported instead. An ignored signal stays ignored. One at a time.
class StopAtOnce {
 public:
  StopAtOnce(std::string text, int descriptor);
  ~StopAtOnce();
  StopAtOnce(const StopAtOnce&) = delete;
  // Replaces the text; does nothing if there is no object.
  static void say(std::string text);

 private:
  struct sigaction before_[3];
};

// During its lifetime SIGINT and SIGTERM set a flag instead of ending the process; a second one ends it. One
// at a time.
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
