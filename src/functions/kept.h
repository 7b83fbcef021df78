// A cached value that is slow to compute. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "base/clock.h"
#include "base/result.h"

namespace suit {

template <class T>
class Kept {
 public:
  // The value if it is younger than `kept_us`, else a new one: one caller computes it, the others wait.
  // Errors: those of `make`; kBusy with message `busy` (still computing after three seconds).
  template <class Make>
  Result<std::shared_ptr<const T>> get(int64_t kept_us, const char* busy, const Make& make) {
    std::unique_lock lock(mutex_);
    if (!ended_.wait_for(lock, std::chrono::seconds(3), [&] { return !is_under_way_; }))
      return Error{ErrorCode::kBusy, busy, "try again soon"};
    if (value_ && monotonic_us() - at_us_ < kept_us) return value_;
    is_under_way_ = true;
    lock.unlock();
    Result<T> made = make();
    lock.lock();
    is_under_way_ = false;
    ended_.notify_all();
    if (!made) return made.error();
    value_ = std::make_shared<const T>(std::move(*made));
    at_us_ = monotonic_us();
    return value_;
  }

 private:
  std::mutex mutex_;  // guards all below
  std::condition_variable ended_;
  bool is_under_way_ = false;
  std::shared_ptr<const T> value_;
  int64_t at_us_ = 0;
};

}  // namespace suit
