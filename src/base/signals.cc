#include "base/signals.h"

#include <unistd.h>

#include <deque>
#include <iterator>

namespace suit {
namespace {

std::atomic<bool> interrupted{false};

void on_interrupt(int) {
  if (interrupted.exchange(true)) ::_exit(130);
}

constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP};

std::atomic<const std::string*> stop_text{nullptr};
std::atomic<int> stop_descriptor{2};
std::atomic<bool> has_something_to_report{false};

// A handler may read an older text at any time.
void set_stop_text(std::string text) {
  static std::deque<std::string> texts;
  stop_text = &texts.emplace_back(std::move(text));
}

void on_stop(int number) {
  if (has_something_to_report) return;
  const std::string* text = stop_text;
  if (text) (void)!::write(stop_descriptor, text->data(), text->size());
  ::_exit(128 + number);
}

}  // namespace

StopAtOnce::StopAtOnce(std::string text, int descriptor) {
  has_something_to_report = false;
  set_stop_text(std::move(text));
  stop_descriptor = descriptor;
  struct sigaction action {};
  action.sa_handler = on_stop;
  action.sa_flags = SA_RESTART;
  for (size_t i = 0; i < std::size(kEnding); ++i) {
    ::sigaction(kEnding[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) ::sigaction(kEnding[i], &action, nullptr);
  }
}

StopAtOnce::~StopAtOnce() {
  for (size_t i = 0; i < std::size(kEnding); ++i) ::sigaction(kEnding[i], &before_[i], nullptr);
  stop_text = nullptr;
}

void StopAtOnce::say(std::string text) {
  if (stop_text.load()) set_stop_text(std::move(text));
}

BlockSignals::BlockSignals() {
  has_something_to_report = true;
  sigset_t held;
  sigemptyset(&held);
  for (int number : kEnding) sigaddset(&held, number);
  ::pthread_sigmask(SIG_BLOCK, &held, &before_);
}

BlockSignals::~BlockSignals() {
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

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

const std::atomic<bool>& CatchInterrupt::flag() const {
  return interrupted;
}

}  // namespace suit
