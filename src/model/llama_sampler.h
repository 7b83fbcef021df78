// Chooses the next token of one answer from the model's numbers.
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

// GBNF for a JSON Schema, by llama.cpp's converter. Errors: kInvalid (no schema, or a part of it that can't
// be held).
Result<std::string> grammar_of_schema(const Json& schema);

// Not thread-safe; one for each answer.
class LlamaSampler {
 public:
  // Errors: kInvalid (the grammar is malformed, without an end, or too large; the temperature is no number
  // from 0 up).
  static Result<std::unique_ptr<LlamaSampler>> create(const LlamaVocabulary& vocabulary,
                                                      const Context& context);

  // The next token, and the grammar moved on past it. `logits` holds one number for each token of the
  // vocabulary. At temperature 0 the likeliest one (the first of equals). Above it one drawn among those at
  // least a twentieth as likely as the likeliest (llama.cpp's min-p of 0.05); the same seed draws the same
  // from the same numbers. Errors: kInvalid (no token fits the grammar: it can't be satisfied).
  Result<llama_token> pick(const float* logits);

  // Of the token that was picked: before temperature and grammar.
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
