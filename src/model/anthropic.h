// Models behind Anthropic's messages API, and the servers that speak it.
#pragma once

#include <memory>

#include "model/config.h"
#include "model/egress.h"
#include "model/model.h"

namespace suit {

// What is particular: all system messages go before the others, in their order; neighbours of one role become
// one message; the last of context.stable_messages is marked for the provider's cache; MatchSchema is sent as
// output_config.format; there are no grammars, log-probabilities (kRequest), embeddings or seeds (left out).
// The base URL ends before "/messages": https://api.anthropic.com/v1.
// The model is thread-safe; `egress` must outlive it. Opens no connection and reads no key before the first
// call. Errors: kInvalid (the URL).
Result<std::unique_ptr<Model>> make_anthropic_model(const ModelConfig& config, Egress& egress);

}  // namespace suit
