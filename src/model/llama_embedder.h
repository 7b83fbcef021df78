// Vectors for texts, from a context of its own: made when the first text comes, so that who needs none pays
// nothing.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "model/llama_load.h"
#include "model/llama_vocabulary.h"

namespace suit {

// Thread-safe; one text at a time is computed.
class LlamaEmbedder {
 public:
  LlamaEmbedder(const LoadedLlama& loaded, const LlamaVocabulary& vocabulary)
      : loaded_(loaded), vocabulary_(vocabulary) {}

  // One vector of unit length for each text. A text of no tokens gives a vector of zeros.
  // Errors: kLimit (a text longer than the window, with the figures; no memory), kUnavailable (llama.cpp
  // fails).
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
