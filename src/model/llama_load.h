// A GGUF file loaded by llama.cpp, with its adapters. Captures llama.cpp's output for errors. Initializes
// llama.cpp only when the first model is loaded.
#pragma once

#include <llama.h>

#include <memory>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/egress.h"
#include "model/gguf_file.h"

namespace suit {

struct LlamaDeleter {
  void operator()(llama_model* model) const { llama_model_free(model); }
  void operator()(llama_context* context) const { llama_free(context); }
  void operator()(llama_sampler* sampler) const { llama_sampler_free(sampler); }
};
template <class T>
using LlamaPtr = std::unique_ptr<T, LlamaDeleter>;

// The warnings and errors that llama.cpp has logged on this thread since construction. One instance per
// thread at a time.
class LlamaMessages {
 public:
  LlamaMessages();
  ~LlamaMessages();
  LlamaMessages(const LlamaMessages&) = delete;
  const std::string& text() const { return text_; }  // at most 2,000 bytes, printable

 private:
  static void note(ggml_log_level level, const char* text, void*);
  std::string text_;
};

// Contexts use the model's memory: destroy them first.
struct LoadedLlama {
  GgufSummary summary;
  std::string fingerprint;
  int64_t context_tokens = 0;  // the requested length, or the training length limited by memory
  int threads = 1;
  LlamaPtr<llama_model> model;
  const llama_vocab* vocab = nullptr;
  std::vector<llama_adapter_lora*> adapters;  // freed with the model

  // Creates a context with the adapters. Errors: kLimit (no memory), kUnsupported.
  Result<LlamaPtr<llama_context>> make_context(const llama_context_params& params) const;
};

// Validates the file, then loads it. `memory_bytes`: the memory that may be used; 0: the free memory
// (available_memory_bytes()). Asks `egress`, which must be set if the configuration names any, for each RPC
// server; llama.cpp's own sockets write to them, so the bytes are not counted. Errors: those of
// read_gguf_file; kLimit (more than the memory, with the figures); kCorrupt, kUnsupported (llama.cpp refuses
// it, with its reason); kDenied (egress); kUnavailable (an RPC server does not answer).
Result<LoadedLlama> load_llama(const ModelConfig& config, Egress* egress, uint64_t memory_bytes);

}  // namespace suit
