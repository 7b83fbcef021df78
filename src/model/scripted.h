// Models that think nothing: for tests, and for reproducing what happened.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "base/digest.h"
#include "ledger/ledger.h"
#include "model/model.h"

namespace suit {

// Says what a test tells it to, by turns or by a function of the context.
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
  // What it was asked, in order.
  std::vector<Context> contexts() const;

 private:
  Script script_;
  Capabilities capabilities_;
  std::string name_ = "scripted";
  mutable std::mutex mutex_;
  std::vector<Context> contexts_;
};

// Answers a context as the ledger says it was answered before; the second time with the second answer, and
// after the last with the last. kRequest where it never was. The ledger must outlive it; one thread at a
// time.
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
