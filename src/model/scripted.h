// Models without inference, for tests and for replay.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "base/digest.h"
#include "ledger/ledger.h"
#include "model/model.h"

namespace suit {

// Gives scripted answers, in order or by a function of the context.
class ScriptedModel final : public Model {
 public:
  using Script = std::function<CallResult(const Context& context, const CallWatch& watch)>;
  explicit ScriptedModel(Script script, Capabilities capabilities = {})
      : script_(std::move(script)), capabilities_(capabilities) {}
  // One text for each call, then kRequest.
  explicit ScriptedModel(std::vector<std::string> texts, Capabilities capabilities = {});

  const std::string& name() const override { return name_; }
  const Capabilities& capabilities() const override { return capabilities_; }
  CallResult complete(const Context& context, const CallWatch& watch) override;
  // The contexts that it received, in order.
  std::vector<Context> contexts() const;

 private:
  Script script_;
  Capabilities capabilities_;
  std::string name_ = "scripted";
  mutable std::mutex mutex_;
  std::vector<Context> contexts_;
};

// Gives the answer that the ledger has for a context; on repetition the next recorded one, at the end always
// the last. kRequest if there is none. The ledger must outlive it; one thread at a time.
class ReplayModel final : public Model {
 public:
  // `recorded`: the name of the model whose calls are replayed; "" for any.
  ReplayModel(Ledger& ledger, std::string recorded) : ledger_(ledger), recorded_(std::move(recorded)) {}
  const std::string& name() const override { return name_; }
  const Capabilities& capabilities() const override { return capabilities_; }
  CallResult complete(const Context& context, const CallWatch& watch) override;

 private:
  Ledger& ledger_;
  std::string recorded_;
  std::string name_ = "replay";
  Capabilities capabilities_{.local = true};
  std::map<Digest, size_t> turn_;  // by context
};

}  // namespace suit
