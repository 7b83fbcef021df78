// The models that a folder's settings name, ready to be called: each under the meter, with its fallbacks
// behind it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "context/pack.h"
#include "model/failover.h"
#include "model/ledger_egress.h"
#include "model/meter.h"
#include "model/outgoing.h"
#include "model/resume.h"
#include "settings/settings.h"

namespace suit {

// Makes a driver. main.cc alone knows which there are.
using ModelFactory = std::function<Result<std::unique_ptr<Model>>(const ModelConfig& config, Egress& egress)>;

// A model with all that it stands on.
class OpenModel {
 public:
  // The ledger must outlive it; `event` is told, a line each, what fails and what is done about it.
  // Errors: kNotFound (no model of that name), those of the factory for the first model. A fallback that
  // can't be had is left out.
  static Result<std::unique_ptr<OpenModel>> open(const Settings& settings, const std::string& name,
                                                 Network network, CallsAbout about, Ledger& ledger,
                                                 const ModelFactory& make,
                                                 std::function<void(const std::string& line)> event);
  // What was answered in this task before is taken from the ledger from now on.
  Result<void> resume(Sequence task);
  // It masks secrets: whatever model answers in the end, none reaches it.
  Model& model() { return *outgoing_; }

 private:
  OpenModel(Ledger& ledger, Network network) : ledger_(ledger), egress_(ledger, network) {}

  Ledger& ledger_;
  LedgerEgress
      egress_;  // outlives the drivers: they say what went through their last connections when they end
  std::unique_ptr<FailoverModel> failover_;
  std::unique_ptr<ResumingModel> resuming_;
  std::unique_ptr<OutgoingModel> outgoing_;
};

// A model as one that counts tokens; no connection is made for it. `count` is empty where only its provider
// could.
struct ModelTokens {
  OtherTokens tokens;
  std::unique_ptr<Egress> egress;
  std::unique_ptr<Model> model;
};
// Errors: those of the factory.
Result<ModelTokens> open_model_tokens(const ModelConfig& config, const ModelFactory& make);

// The name of the model to use: the one that is asked for, else the settings' own; "" where there is none, or
// "none" is asked for. Errors: kNotFound, kDenied (a folder's own model that nobody asked for by name).
Result<std::string> choose_model(const Settings& settings, const std::string& asked);

}  // namespace suit
