// Models as a utility: each call is budgeted before it and in the ledger after it.
#pragma once

#include <memory>

#include "base/digest.h"
#include "ledger/ledger.h"
#include "model/call_event.h"
#include "model/config.h"
#include "model/ledger_egress.h"
#include "model/model.h"

namespace suit {

// What may be spent; 0: no bound. Days are UTC.
struct Budget {
  int64_t task_tokens = 0;  // in and out together
  int64_t day_tokens = 0;
  double task_money = 0;
  double day_money = 0;
  int64_t task_seconds = 0;  // of waiting for models
};

// What was spent, as the ledger has it.
struct Spent {
  int64_t calls = 0;
  int64_t failed = 0;
  int64_t tokens_in = 0;
  int64_t tokens_cached = 0;
  int64_t tokens_out = 0;
  double money = 0;
  int64_t total_us = 0;
  int64_t first_token_us = 0;  // summed over those that gave one
  int64_t first_tokens = 0;    // how many gave one
  bool estimated = false;      // some figure is an estimate

  void add(const CallEvent& call);
};

double money_of(const Usage& usage, const Price& price);

// Sums over the calls in the ledger that `select` takes.
Result<Spent> spent_in(Ledger& ledger, const std::function<bool(const Event& event)>& select);

// What the budget forbids now, for this task; nullopt: nothing. Errors: those of the ledger.
Result<std::optional<std::string>> over_budget(Ledger& ledger, const Budget& budget, Sequence task);

// Whose the calls are. A dry run's task is not in this ledger; its calls cost all the same, and are about
// nothing.
enum class CallsAbout { kTheTask, kNothing };

// One driver under the meter. Every attempt, also a failed one, is an event "call" about the task that the
// context names, with what it cost; context and answer are kept as contents. A call over budget is kBudget
// and never starts. The ledger and egress must outlive it; calls come from the ledger's thread.
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
