// A model in a GGUF file, run here by llama.cpp.
#pragma once

#include <memory>

#include "model/config.h"
#include "model/egress.h"
#include "model/model.h"

namespace suit {

// Checks the file and loads it, which takes as long as reading it. One such model serves any number of
// threads; up to config.sequences calls are computed side by side, the others wait.
//
// What it holds: text streams by whole characters; MatchSchema and MatchGrammar by sampling (not together
// with tools); tools where the file's chat template shows them and has the form <tool_call>{…}</tool_call>;
// log probabilities; embeddings (the model's own pooling, else the mean); exact token counts; cancellation
// within 100 ms, also in the middle of a step (on processors; not on RPC servers). Message text never becomes
// a control token. `stable_messages` is not needed: whatever beginning a context shares with an earlier one
// is reused, and counted as tokens_cached.
//
// `egress` is asked for each of config.rpc; none may be named without it. When such a server dies later,
// llama.cpp ends the process. `memory_bytes` is what may be used; 0: what is free. Errors: kNotFound,
// kDenied, kInvalid (no GGUF file, an adapter in place of a model, no chat template that can be read),
// kCorrupt (truncated, damaged, refused by llama.cpp), kUnsupported (not a language model), kLimit (larger
// than the memory, with the figures), kUnavailable (an RPC server), kIo.
//
// complete() fails with kRequest where the context does not fit (tokens needed and available are said), a
// grammar or schema is malformed, can't be held or can't be satisfied, or the template refuses the messages.
// A grammar that never ends is cut at tokens_out_max: Finish::kLength, as any text.
Result<std::unique_ptr<Model>> make_llama_model(const ModelConfig& config, Egress* egress = nullptr,
                                                uint64_t memory_bytes = 0);

}  // namespace suit
