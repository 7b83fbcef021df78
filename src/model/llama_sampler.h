// Chooses the next token of one answer from the model's logits.
#pragma once

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "model/llama_load.h"
#include "model/llama_vocabulary.h"
#include "model/model.h"

namespace suit {

// Converts a JSON Schema to GBNF, by llama.cpp's converter. Errors: kInvalid (not a schema, or an unsupported
// part).
Result<std::string> grammar_of_schema(const Json& schema);

// Not thread-safe; one per answer.
class LlamaSampler {
 public:
  // Errors: kInvalid (the grammar is malformed, unbounded or too large; the temperature is negative or not a
  // number).
  static Result<std::unique_ptr<LlamaSampler>> create(const LlamaVocabulary& vocabulary,
                                                      const Context& context);

  // Picks the next token and advances the grammar. `logits` has one number per token of the vocabulary.
  // Temperature 0: the most likely token (the first of equals). Above: drawn among tokens at least a
  // twentieth as likely as the most likely one (llama.cpp's min-p of 0.05); the same seed and numbers give
  // the same draw. Errors: kInvalid (no token matches the grammar: it can't be satisfied).
  Result<llama_token> pick(const float* logits);

  // Of the picked token, before temperature and grammar.
  TokenProbability probability(const float* logits, llama_token token, int likeliest) const;

 private:
  LlamaSampler(const LlamaVocabulary& vocabulary, double temperature, uint64_t seed);
  llama_token draw(const std::vector<llama_token_data>* allowed, const float* logits);
  bool fits(llama_token token);
  Result<llama_token> draw_among_fitting(const float* logits);

  const LlamaVocabulary& vocabulary_;
  double temperature_;
  std::mt19937_64 random_;
  LlamaPtr<llama_sampler> grammar_;
  std::vector<llama_token_data> candidates_;
  std::vector<double> weights_;
};

}  // namespace suit
