// Models behind OpenAI's APIs: chat completions, which Ollama, llama-server, LM Studio, vLLM and most others
// speak too, and responses. Embeddings by POST /embeddings.
#pragma once

#include <memory>

#include "model/config.h"
#include "model/egress.h"
#include "model/model.h"

namespace suit {

// What is particular: MatchSchema is sent as a strict json_schema; MatchGrammar is kRequest unless
// config.grammar says that the server takes it; the responses API has no stop texts (kRequest) and no seed
// (left out), and is told to store nothing. Fields that a model turns out not to take (temperature, seed, the
// old max_tokens) are left out from then on. A refusal is a completion with Finish::kFiltered, its words are
// the text. The model is thread-safe; `egress` must outlive it. Opens no connection and reads no key before
// the first call. Errors: kInvalid (the URL, the API's name).
Result<std::unique_ptr<Model>> make_openai_model(const ModelConfig& config, Egress& egress);

}  // namespace suit
