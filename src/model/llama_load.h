// A GGUF file as llama.cpp has it in memory, with its adapters. Everything that llama.cpp would print is kept
// instead, for the error that follows. Nothing of it is initialised before the first model is loaded.
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

// What llama.cpp has logged as warnings and errors on this thread since `this` was made. One a thread at a
// time.
class LlamaMessages {
 public:
  LlamaMessages();
  ~LlamaMessages();
  LlamaMessages(const LlamaMessages&) = delete;
  const std::string& text() const { return text_; }  // at most 2,000 bytes, made printable

 private:
  static void note(ggml_log_level level, const char* text, void*);
  std::string text_;
};

// The context's memory is the model's own: destroy contexts first.
struct LoadedLlama {
  GgufSummary summary;
  std::string fingerprint;
  int64_t context_tokens =
      0;  // that fit: what was asked for, or what the model was trained for and memory allows
  int threads = 1;
  LlamaPtr<llama_model> model;
  const llama_vocab* vocab = nullptr;
  std::vector<llama_adapter_lora*> adapters;  // freed with the model

  // A context with the adapters in place. Errors: kLimit (no memory), kUnsupported.
  Result<LlamaPtr<llama_context>> make_context(const llama_context_params& params) const;
};

// Checks, then loads. `memory_bytes` is what may be used; 0: what the machine has free
// (available_memory_bytes()). RPC servers are asked for at `egress`, which must be there when the
// configuration names any; what goes to them is written by llama.cpp's own sockets, so its bytes are not
// counted. Errors: those of read_gguf_file; kLimit (more than the memory, with the figures); kCorrupt,
// kUnsupported (llama.cpp refuses it, with its reason); kDenied (egress); kUnavailable (an RPC server does
// not answer).
Result<LoadedLlama> load_llama(const ModelConfig& config, Egress* egress, uint64_t memory_bytes);

}  // namespace suit
