// The only way out: every request to a model passes through here before any driver sees it. Masks the secrets
// in every text field: messages, arguments of tool calls, system text, texts to embed.
#pragma once

#include "base/secret_masks.h"
#include "model/model.h"

namespace suit {

// Masks every text of the context; the texts of one conversation share their masks.
void mask_context(Context& context, SecretMasks& masks);
void mask_messages(std::vector<Message>& messages, SecretMasks& masks);

// A model that receives only masked text, wherever it runs. Its answers stay masked. As thread-safe as the
// model.
class OutgoingModel final : public Model {
 public:
  explicit OutgoingModel(Model& model) : model_(model) {}  // must outlive it
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
