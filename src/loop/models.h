// The models that a folder's settings name, ready to be called: metered, each with its fallbacks.
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

// Creates a driver. Only main.cc knows the drivers.
using ModelFactory = std::function<Result<std::unique_ptr<Model>>(const ModelConfig& config, Egress& egress)>;

// A model with everything that it depends on.
class OpenModel {
 public:
  // The ledger must outlive it; `event` gets one line per failure and reaction. Errors: kNotFound (no such
  // model), those of the factory for the first model. An unavailable fallback is skipped.
  static Result<std::unique_ptr<OpenModel>> open(const Settings& settings, const std::string& name,
                                                 Network network, CallsAbout about, Ledger& ledger,
                                                 const ModelFactory& make,
                                                 std::function<void(const std::string& line)> event);
  // From now on, answers recorded for this task come from the ledger.
  Result<void> resume(Sequence task);
  // Masks secrets, so that no model receives any.
  Model& model() { return *outgoing_; }

 private:
  OpenModel(Ledger& ledger, Network network) : ledger_(ledger), egress_(ledger, network) {}

  Ledger& ledger_;
  LedgerEgress egress_;  // outlives the drivers: they record their last connections on destruction
  std::unique_ptr<FailoverModel> failover_;
  std::unique_ptr<ResumingModel> resuming_;
  std::unique_ptr<OutgoingModel> outgoing_;
};

// A model for counting tokens, without a connection. `count` is empty if only its provider can count.
struct ModelTokens {
  OtherTokens tokens;
  std::unique_ptr<Egress> egress;
  std::unique_ptr<Model> model;
};
// Errors: those of the factory.
Result<ModelTokens> open_model_tokens(const ModelConfig& config, const ModelFactory& make);

// The model to use: the requested one, else the default; "" if there is none or "none" is requested. Errors:
// kNotFound, kDenied (defined by the folder, and not requested by name).
Result<std::string> choose_model(const Settings& settings, const std::string& asked);

}  // namespace suit
