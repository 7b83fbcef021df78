// The models that a folder's settings name, ready to be called: each under the meter, with its fallbacks behind it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/settings.h"
#include "model/ledger_egress.h"
#include "model/meter.h"
#include "model/failover.h"

namespace suit {

// Makes a driver. main.cc alone knows which there are.
using ModelFactory = std::function<Result<std::unique_ptr<Model>>(const ModelConfig& config, Egress& egress)>;

// Whose the calls are. A dry run's task is not in the ledger; its calls cost all the same, and are recorded about nothing.
enum class CallsAbout { kTheTask, kNothing };

// A model with all that it stands on.
class OpenModel {
 public:
  // Errors: kNotFound (no model of that name), kInvalid (fallbacks in a circle), those of the factory, for the first
  // model; a fallback that can't be had is left out, and said through `event`.
  static Result<std::unique_ptr<OpenModel>> open(const Settings& settings, const std::string& name, Network network,
                                                 CallsAbout about, Ledger& ledger, const ModelFactory& make,
                                                 std::function<void(const std::string& line)> event);
  Model& model() { return *failover_; }

 private:
  explicit OpenModel(Ledger& ledger, Network network) : egress_(ledger, network) {}

  LedgerEgress egress_;
  std::vector<std::unique_ptr<Model>> metered_;
  std::unique_ptr<Model> failover_;
};

// The name of the model to use: the one that is asked for, else the settings' own; "" where there is none, or "none" is
// asked for. Errors: kNotFound, kDenied (a folder's own model that nobody asked for by name).
Result<std::string> choose_model(const Settings& settings, const std::string& asked);

}  // namespace suit
