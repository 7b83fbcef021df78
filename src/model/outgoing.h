// The one way out: every request to a model passes here as a whole before any driver sees it, and no caller
// can forget it. Each field that holds text has its secrets masked: messages, the arguments of tool calls,
// system text, what is embedded.
#pragma once

#include "base/secret_masks.h"
#include "model/model.h"

namespace suit {

// Masks every text of the context; those of one conversation share their masks.
void mask_context(Context& context, SecretMasks& masks);
void mask_messages(std::vector<Message>& messages, SecretMasks& masks);

// A model that gets masked text alone, wherever it runs. What it answers stays masked. Thread-safe as the
// model is.
class OutgoingModel final : public Model {
 public:
  explicit OutgoingModel(Model& model) : model_(model) {}  // which must outlive it
  const std::string& name() const override { return model_.name(); }
  const Capabilities& capabilities() const override { return model_.capabilities(); }
  CallResult complete(const Context& context, const CallWatch& watch) override;
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) override;
  int64_t count_tokens(std::string_view text) override { return model_.count_tokens(text); }
  void give_way(bool yes) override { model_.give_way(yes); }

 private:
  Model& model_;
};

}  // namespace suit
