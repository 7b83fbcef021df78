// Continues an interrupted task without paying twice: earlier answers of the model come from the ledger.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "base/digest.h"
#include "ledger/ledger.h"
#include "model/model.h"

namespace suit {

// Answers a context with the answers recorded for it in that task, each once and in order; any other context
// goes to the model. Answers that were cut or withheld are requested again. One thread at a time.
class ResumingModel final : public Model {
 public:
  // Both must outlive it. Errors: those of the ledger.
  static Result<std::unique_ptr<ResumingModel>> create(Model& model, Ledger& ledger, Sequence task);
  const std::string& name() const override { return model_.name(); }
  const Capabilities& capabilities() const override { return model_.capabilities(); }
  CallResult complete(const Context& context, const CallWatch& watch) override;
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) override {
    return model_.embed(texts);
  }
  int64_t count_tokens(std::string_view text) override { return model_.count_tokens(text); }
  void give_way(bool yes) override { model_.give_way(yes); }
  // The number of answers from the ledger.
  int replayed() const { return replayed_; }

 private:
  ResumingModel(Model& model, Ledger& ledger) : model_(model), ledger_(ledger) {}

  Model& model_;
  Ledger& ledger_;
  std::map<Digest, std::deque<Digest>> answers_;  // context → its answers
  int replayed_ = 0;
};

}  // namespace suit
