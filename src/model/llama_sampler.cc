#include "model/llama_sampler.h"

#include <json-schema-to-grammar.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/clock.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kGrammarBytesMax = 256'000;
// llama.cpp treats a larger repetition as unbounded.
constexpr uint64_t kRepetitionsMax = 2'000;
// llama.cpp parses groups recursively.
constexpr int kGroupsMax = 200;
constexpr double kLeastShare = 0.05;
constexpr float kImpossible = -std::numeric_limits<float>::infinity();

Result<void> reasonable(const std::string& gbnf) {
  if (gbnf.size() > kGrammarBytesMax)
    return Error{ErrorCode::kInvalid, "the grammar has " + human_bytes(gbnf.size()) + ", at most " +
                                          human_bytes(kGrammarBytesMax) + " are allowed"};
  int depth = 0;
  for (char c : gbnf) {
    if (c == '\0') return Error{ErrorCode::kInvalid, "the grammar contains a NUL"};
    if (c == '(' && ++depth > kGroupsMax)
      return Error{ErrorCode::kInvalid,
                   "the grammar has more than " + std::to_string(kGroupsMax) + " groups within each other"};
    if (c == ')') --depth;
  }
  // {N}, {N,} and {N,M}; also refused inside a literal, where no real grammar has it.
  for (size_t at = 0; (at = gbnf.find('{', at)) != gbnf.npos; ++at) {
    uint64_t number = 0;
    for (size_t i = at + 1; i < gbnf.size() && gbnf[i] != '}' &&
                            (std::isdigit(static_cast<unsigned char>(gbnf[i])) || gbnf[i] == ',');
         ++i) {
      number = gbnf[i] == ','
                   ? 0
                   : std::min<uint64_t>(number * 10 + static_cast<uint64_t>(gbnf[i] - '0'), 1'000'000);
      if (number > kRepetitionsMax)
        return Error{ErrorCode::kInvalid, "the grammar repeats something more than " +
                                              std::to_string(kRepetitionsMax) +
                                              " times, which llama.cpp does not support"};
    }
  }
  return {};
}

}  // namespace

Result<std::string> grammar_of_schema(const Json& schema) {
  if (!schema.is_object() && !schema.is_boolean())
    return Error{ErrorCode::kInvalid, "a JSON Schema is an object"};
  try {
    return json_schema_to_grammar(common_json::parse(to_text(schema)), true);
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kInvalid, "the schema is not supported: " + printable(failure.what()),
                 "remove that part and check the answer instead"};
  }
}

LlamaSampler::LlamaSampler(const LlamaVocabulary& vocabulary, double temperature, uint64_t seed)
    : vocabulary_(vocabulary), temperature_(temperature), random_(seed) {}

Result<std::unique_ptr<LlamaSampler>> LlamaSampler::create(const LlamaVocabulary& vocabulary,
                                                           const Context& context) {
  if (!(context.temperature >= 0) || !std::isfinite(context.temperature))
    return Error{ErrorCode::kInvalid, "the temperature must be a number of at least 0"};
  uint64_t seed =
      context.seed ? *context.seed : static_cast<uint64_t>(monotonic_us()) ^ std::random_device()();
  std::unique_ptr<LlamaSampler> sampler(new LlamaSampler(vocabulary, context.temperature, seed));
  std::string gbnf;
  if (const auto* grammar = std::get_if<MatchGrammar>(&context.constraint)) {
    gbnf = grammar->gbnf;
    if (trim(gbnf).empty()) return Error{ErrorCode::kInvalid, "the grammar is empty"};
  } else if (const auto* schema = std::get_if<MatchSchema>(&context.constraint)) {
    ASSIGN_OR_RETURN(gbnf, grammar_of_schema(schema->schema));
  } else {
    return sampler;
  }
  RETURN_IF_ERROR(reasonable(gbnf));
  LlamaMessages log;
  try {
    sampler->grammar_.reset(llama_sampler_init_grammar(vocabulary.get(), gbnf.c_str(), "root"));
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kInvalid, "the grammar is malformed: " + printable(failure.what())};
  }
  if (!sampler->grammar_)
    return Error{
        ErrorCode::kInvalid,
        "the grammar is malformed: " + (log.text().empty() ? "llama.cpp does not say why" : log.text()),
        "the notation is GBNF, its start symbol root"};
  return sampler;
}

// From all tokens, or from the allowed ones.
llama_token LlamaSampler::draw(const std::vector<llama_token_data>* allowed, const float* logits) {
  auto count = allowed ? allowed->size() : static_cast<size_t>(vocabulary_.size());
  auto at = [&](size_t i) { return allowed ? (*allowed)[i].logit : logits[i]; };
  auto token = [&](size_t i) { return allowed ? (*allowed)[i].id : static_cast<llama_token>(i); };
  size_t best = 0;
  for (size_t i = 1; i < count; ++i)
    if (at(i) > at(best)) best = i;
  if (temperature_ == 0) return token(best);
  double least = at(best) + std::log(kLeastShare), sum = 0;
  weights_.assign(count, 0.0);
  for (size_t i = 0; i < count; ++i)
    if (at(i) >= least) sum += weights_[i] = std::exp((at(i) - at(best)) / temperature_);
  // Not std::discrete_distribution: its draws differ between standard libraries.
  double target = static_cast<double>(random_() >> 11) * 0x1.0p-53 * sum;
  for (size_t i = 0; i < count; ++i)
    if (weights_[i] > 0 && (target -= weights_[i]) < 0) return token(i);
  return token(best);
}

bool LlamaSampler::fits(llama_token token) {
  llama_token_data one{token, 0.0f, 0.0f};
  llama_token_data_array array{&one, 1, -1, false};
  llama_sampler_apply(grammar_.get(), &array);
  return one.logit != kImpossible;
}

Result<llama_token> LlamaSampler::draw_among_fitting(const float* logits) {
  candidates_.resize(static_cast<size_t>(vocabulary_.size()));
  for (size_t i = 0; i < candidates_.size(); ++i)
    candidates_[i] = {static_cast<llama_token>(i), logits[i], 0.0f};
  llama_token_data_array array{candidates_.data(), candidates_.size(), -1, false};
  llama_sampler_apply(grammar_.get(), &array);
  std::erase_if(candidates_, [](const llama_token_data& one) { return one.logit == kImpossible; });
  if (candidates_.empty())
    return Error{ErrorCode::kInvalid, "no token of the model fits the grammar here: it can't be satisfied"};
  return draw(&candidates_, logits);
}

Result<llama_token> LlamaSampler::pick(const float* logits) {
  // The model's choice usually matches the grammar, and testing one token is far cheaper than testing all.
  // Drawing first does not change the shares of the matching tokens: after a refusal the draw is repeated
  // among them.
  llama_token token = draw(nullptr, logits);
  if (!grammar_) return token;
  try {
    if (!fits(token)) {
      ASSIGN_OR_RETURN(token, draw_among_fitting(logits));
    }
    llama_sampler_accept(grammar_.get(), token);
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kInvalid, "the grammar can't be satisfied: " + printable(failure.what())};
  }
  return token;
}

TokenProbability LlamaSampler::probability(const float* logits, llama_token token, int likeliest) const {
  auto count = static_cast<size_t>(vocabulary_.size());
  float most = *std::max_element(logits, logits + count);
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += std::exp(static_cast<double>(logits[i] - most));
  double total = most + std::log(sum);
  TokenProbability result{vocabulary_.bytes(token), logits[token] - total, {}};
  std::vector<llama_token> order(count);
  for (size_t i = 0; i < count; ++i) order[i] = static_cast<llama_token>(i);
  auto top = order.begin() + std::min<std::ptrdiff_t>(likeliest, static_cast<std::ptrdiff_t>(count));
  std::partial_sort(order.begin(), top, order.end(), [&](llama_token a, llama_token b) {
    return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
  });
  for (auto it = order.begin(); it != top; ++it)
    result.likeliest.emplace_back(vocabulary_.bytes(*it), logits[*it] - total);
  return result;
}

}  // namespace suit
