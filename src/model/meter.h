// Metered models: each call is checked against the budget before and recorded in the ledger after it.
#pragma once

#include <memory>

#include "base/digest.h"
#include "ledger/ledger.h"
#include "model/call_event.h"
#include "model/config.h"
#include "model/ledger_egress.h"
#include "model/model.h"

namespace suit {

// The limits; 0: none. Days are UTC.
struct Budget {
  int64_t task_tokens = 0;  // input plus output
  int64_t day_tokens = 0;
  double task_money = 0;
  double day_money = 0;
  int64_t task_seconds = 0;  // waiting for models
};

// The total cost of calls in the ledger.
struct Spent {
  int64_t calls = 0;
  int64_t failed = 0;
  int64_t tokens_in = 0;
  int64_t tokens_cached = 0;
  int64_t tokens_out = 0;
  double money = 0;
  int64_t total_us = 0;
  int64_t first_token_us = 0;  // sum over those that report it
  int64_t first_tokens = 0;    // number of those
  bool estimated = false;      // some figures are estimates

  void add(const CallEvent& call);
};

double money_of(const Usage& usage, const Price& price);

// Sums the calls in the ledger that `select` accepts.
Result<Spent> spent_in(Ledger& ledger, const std::function<bool(const Event& event)>& select);

// The limit that this task exceeds now; nullopt: none. Errors: those of the ledger.
Result<std::optional<std::string>> over_budget(Ledger& ledger, const Budget& budget, Sequence task);

// What the calls are for. A dry run's task is not in this ledger; its calls are recorded without a task.
enum class CallsAbout { kTheTask, kNothing };

// Meters one driver. Every attempt, also a failed one, is an event "call" with its cost, for the task that
// the context names; context and answer are kept as contents. A call over budget fails with kBudget and never
// starts. The ledger and egress must outlive it; call it on the ledger's thread.
class MeteredModel final : public Model {
 public:
  MeteredModel(std::unique_ptr<Model> model, ModelConfig config, Budget budget, CallsAbout about,
               Ledger& ledger, LedgerEgress& egress)
      : model_(std::move(model)),
        config_(std::move(config)),
        budget_(budget),
        about_(about),
        ledger_(ledger),
        egress_(egress) {}

  const std::string& name() const override { return config_.name; }
  const Capabilities& capabilities() const override { return model_->capabilities(); }
  CallResult complete(const Context& context, const CallWatch& watch) override;
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) override {
    return model_->embed(texts);
  }
  int64_t count_tokens(std::string_view text) override { return model_->count_tokens(text); }
  void give_way(bool yes) override { model_->give_way(yes); }

 private:
  Result<void> record(const Context& context, Sequence about, const CallResult& result, int64_t took_us);

  std::unique_ptr<Model> model_;
  ModelConfig config_;
  Budget budget_;
  CallsAbout about_;
  Ledger& ledger_;
  LedgerEgress& egress_;
  std::optional<Digest> last_context_;
};

}  // namespace suit
