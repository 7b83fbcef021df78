// The tiny test model trained by tools/tiny, loaded once per test program.
#pragma once

#include "model/llama.h"
#include "support/testing.h"

namespace suit {

inline const std::string kTiny = SUIT_TINY "/tiny.gguf", kAye = SUIT_TINY "/aye.gguf";

inline ModelConfig tiny_config() {
  ModelConfig config;
  config.name = "tiny";
  config.kind = ModelKind::kLlama;
  config.path = kTiny;
  // The computation is so small that two threads would mostly wait for each other (for minutes on a busy
  // machine), and ThreadSanitizer does not understand libgomp's barriers.
  config.threads = 1;
  return config;
}

inline Model& tiny() {
  static const std::unique_ptr<Model> model = must(make_llama_model(tiny_config()));
  return *model;
}

inline Context asking(const std::string& text, int64_t tokens_out_max = 48) {
  Context context;
  context.messages = {{Role::kUser, text}};
  context.tokens_out_max = tokens_out_max;
  return context;
}

inline Completion answer(Model& model, const Context& context, const CallWatch& watch = {}) {
  return must(completion_of(model.complete(context, watch)));
}

// The failure, or a test failure that shows the text.
inline CallFailure failure_of(Model& model, const Context& context, const CallWatch& watch = {}) {
  CallResult result = model.complete(context, watch);
  if (auto* failure = std::get_if<CallFailure>(&result)) return *failure;
  ADD_FAILURE() << "it answered: " << std::get<Completion>(result).text;
  return {};
}

}  // namespace suit
