// A model in a GGUF file, run here by llama.cpp.
#pragma once

#include <memory>

#include "model/config.h"
#include "model/egress.h"
#include "model/model.h"

namespace suit {

// Validates the file and loads it, which takes as long as reading it. One model serves any number of threads;
// up to config.sequences calls run concurrently, the others wait.
//
// Supports: streaming of whole characters; MatchSchema and MatchGrammar by sampling (not together with
// tools); tools if the chat template shows them and uses the form <tool_call>{…}</tool_call>; log
// probabilities; embeddings (the model's own pooling, else the mean); exact token counts; cancellation within
// 100 ms, also within a step (on processors; not on RPC servers). Message text never becomes a control token.
// Ignores `stable_messages`: any common prefix with an earlier context is reused, counted as tokens_cached.
//
// Asks `egress`, which must be set if there are any, for each of config.rpc. If such a server dies later,
// llama.cpp ends the process. `memory_bytes`: the memory that may be used; 0: the free memory. Errors:
// kNotFound, kDenied, kInvalid (not a GGUF file, an adapter instead of a model, an unreadable chat template),
// kCorrupt (truncated, damaged, refused by llama.cpp), kUnsupported (not a language model), kLimit (larger
// than the memory, with the figures), kUnavailable (an RPC server), kIo.
//
// complete() fails with kRequest if the context does not fit (with the figures), if a grammar or schema is
// malformed, unsupported or can't be satisfied, or if the template refuses the messages. An endless grammar
// ends at tokens_out_max with Finish::kLength, as any text.
Result<std::unique_ptr<Model>> make_llama_model(const ModelConfig& config, Egress* egress = nullptr,
                                                uint64_t memory_bytes = 0);

}  // namespace suit
