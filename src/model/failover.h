// Several models as one: the first that answers. A provider that browns out is asked again, then rested, and
// the next one stands in for it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/model.h"

namespace suit {

// What happened on the way to an answer, or to a failure: one for each call that failed and each model passed
// over.
struct FailoverEvent {
  std::string model;  // name() of the one that failed
  int attempt = 0;    // from 1, of this model; 0: it was not asked
  FailureKind kind = FailureKind::kUnreachable;
  std::string message;
  Usage usage = {};      // what it cost all the same
  int64_t waits_ms = 0;  // before what comes next
  std::string
      next;  // the model that is asked next, the same one again perhaps; "": none, the call has failed
};

struct FailoverOptions {
  // Backoff with full jitter: before try n a random time up to min(backoff_max, backoff_first × 2^(n-1)), as
  // in "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015); never shorter than the provider asked
  // for.
  int64_t backoff_first_ms = 500;
  int64_t backoff_max_ms = 20'000;
  int64_t retry_after_max_ms = 60'000;  // one that asks for more is not asked again in this call
  // Circuit breaker: after so many failed calls in a row, a model rests; then one call may try it. Where that
  // fails it rests twice as long.
  int rest_after_failures = 5;
  int64_t rest_first_ms = 30'000;
  int64_t rest_max_ms = 600'000;

  std::function<void(const FailoverEvent&)> on_event = {};  // on the calling thread, before the wait
  // For tests; the defaults are the real ones.
  std::function<double()> random = {};   // in [0, 1); thread-safe
  std::function<int64_t()> now_ms = {};  // monotonic
  std::function<bool(int64_t ms, const std::atomic<bool>* cancelled)> wait =
      {};  // false: cancelled meanwhile
};

// Thread-safe. The breakers' state is this object's, and gone with it.
class FailoverModel final : public Model {
 public:
  struct Entry {
    std::shared_ptr<Model> model;
    int attempts = 3;  // at most, in one call
  };
  // At least one, in order of preference.
  FailoverModel(std::vector<Entry> models, FailoverOptions options = {});
  ~FailoverModel() override;

  // Those of the first model. The others stand in for a call only where they can do what it needs.
  const std::string& name() const override;
  const Capabilities& capabilities() const override;

  // The completion says which model gave it and how many tries there were. Ends at once with a failure that
  // no other try can fix (kRequest, kBudget, kCancelled). Where all fail: the most hopeful kind of what came
  // (kOverloaded, then kUnreachable, kBroken, kDenied), a message that says what each model did, and the
  // shortest time that a provider asked to be left alone. Text that was already shown is declared void by
  // watch.on_restart before another try. A completion's usage is that of its own call: what failed calls cost
  // before it is in their events. A failure's is the sum of its events'.
  CallResult complete(const Context& context, const CallWatch& watch) override;
  // By the first model only: vectors of different models can't be compared.
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
