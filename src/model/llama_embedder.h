// Vectors for texts, from a separate context that is created for the first text.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "model/llama_load.h"
#include "model/llama_vocabulary.h"

namespace suit {

// Thread-safe; computes one text at a time.
class LlamaEmbedder {
 public:
  LlamaEmbedder(const LoadedLlama& loaded, const LlamaVocabulary& vocabulary)
      : loaded_(loaded), vocabulary_(vocabulary) {}

  // Returns a vector of unit length for each text; zeros for a text without tokens. Errors: kLimit (a text
  // longer than the window, with the figures; no memory), kUnavailable (llama.cpp failed).
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts);

 private:
  Result<void> prepare();
  Result<std::vector<float>> one(const std::string& text);

  const LoadedLlama& loaded_;
  const LlamaVocabulary& vocabulary_;
  std::mutex mutex_;
  LlamaPtr<llama_context> context_;
};

}  // namespace suit
