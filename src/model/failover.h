// Combines several models: the first that answers is used. A failing provider is asked again, then paused,
// and the next one replaces it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/model.h"

namespace suit {

// An intermediate step of a call: one for each failed attempt and each skipped model.
struct FailoverEvent {
  std::string model;  // name() of the failed one
  int attempt = 0;    // from 1, per model; 0: skipped
  FailureKind kind = FailureKind::kUnreachable;
  std::string message;
  Usage usage = {};      // its cost
  int64_t waits_ms = 0;  // before the next step
  std::string next;      // the model asked next, perhaps the same; "": none, the call has failed
};

struct FailoverOptions {
  // Backoff with full jitter: before try n a random time up to min(backoff_max, backoff_first × 2^(n-1)), as
  // in "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015); never shorter than the provider
  // requested.
  int64_t backoff_first_ms = 500;
  int64_t backoff_max_ms = 20'000;
  int64_t retry_after_max_ms = 60'000;  // a model that requests more is not asked again in this call
  // Circuit breaker: after this many consecutive failed calls a model pauses; then one call may test it. If
  // that fails, the pause doubles.
  int rest_after_failures = 5;
  int64_t rest_first_ms = 30'000;
  int64_t rest_max_ms = 600'000;

  std::function<void(const FailoverEvent&)> on_event = {};  // on the calling thread, before the wait
  // For tests; the defaults use the real clock and random numbers.
  std::function<double()> random = {};   // in [0, 1); thread-safe
  std::function<int64_t()> now_ms = {};  // monotonic
  std::function<bool(int64_t ms, const std::atomic<bool>* cancelled)> wait =
      {};  // false: cancelled while waiting
};

// Thread-safe. This object holds the state of the breakers.
class FailoverModel final : public Model {
 public:
  struct Entry {
    std::shared_ptr<Model> model;
    int attempts = 3;  // maximum in one call
  };
  // At least one, in order of preference.
  FailoverModel(std::vector<Entry> models, FailoverOptions options = {});
  ~FailoverModel() override;

  // Those of the first model. The others replace it only for calls whose needs they meet.
  const std::string& name() const override;
  const Capabilities& capabilities() const override;

  // The completion names the model that gave it and the number of tries. Ends at once on a failure that no
  // other try can fix (kRequest, kBudget, kCancelled). If all fail: the failure most likely to pass
  // (kOverloaded, then kUnreachable, kBroken, kDenied), a message with each model's error, and the shortest
  // wait that a provider requested. Before another try, watch.on_restart voids text that was already shown. A
  // completion's usage is that of its own call; the cost of failed calls is in their events. A failure's
  // usage is the sum of its events'.
  CallResult complete(const Context& context, const CallWatch& watch) override;
  // Uses only the first model: vectors of different models are not comparable.
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) override;
  int64_t count_tokens(std::string_view text) override;
  void give_way(bool yes) override;

 private:
  struct Place;
  class Run;
  std::vector<std::unique_ptr<Place>> places_;
  FailoverOptions options_;
};

}  // namespace suit
