#include "base/signals.h"

#include <unistd.h>

namespace suit {
namespace {

std::atomic<bool> interrupted{false};

void on_interrupt(int) {
  if (interrupted.exchange(true)) ::_exit(130);
}

}  // namespace

BlockSignals::BlockSignals() {
  sigset_t held;
  sigemptyset(&held);
  for (int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&held, number);
  ::pthread_sigmask(SIG_BLOCK, &held, &before_);
}

BlockSignals::~BlockSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

CatchInterrupt::CatchInterrupt() {
  interrupted = false;
  struct sigaction action {};
  action.sa_handler = on_interrupt;  // no SA_RESTART: waits return early and see the flag
  ::sigaction(SIGINT, &action, &int_before_);
  ::sigaction(SIGTERM, &action, &term_before_);
}

CatchInterrupt::~CatchInterrupt() {
  ::sigaction(SIGINT, &int_before_, nullptr);
  ::sigaction(SIGTERM, &term_before_, nullptr);
}

const std::atomic<bool>& CatchInterrupt::flag() const { return interrupted; }

}  // namespace suit
