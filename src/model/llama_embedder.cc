#include "model/llama_embedder.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace suit {
namespace {

// A text is computed in one batch, so its length costs memory; passages worth comparing are shorter.
constexpr int64_t kTokensMax = 2'048;

}  // namespace

Result<void> LlamaEmbedder::prepare() {
  if (context_) return {};
  auto tokens = static_cast<uint32_t>(std::min(loaded_.context_tokens, kTokensMax));
  llama_context_params params = llama_context_default_params();
  params.n_ctx = params.n_batch = params.n_ubatch = tokens;
  params.n_seq_max = 1;
  params.n_threads = params.n_threads_batch = loaded_.threads;
  params.embeddings = true;
  params.no_perf = true;
  ASSIGN_OR_RETURN(context_, loaded_.make_context(params));
  if (llama_pooling_type(context_.get()) != LLAMA_POOLING_TYPE_NONE) return {};
  params.pooling_type = LLAMA_POOLING_TYPE_MEAN;
  ASSIGN_OR_RETURN(context_, loaded_.make_context(params));
  return {};
}

Result<std::vector<float>> LlamaEmbedder::one(const std::string& text) {
  Tokens tokens = vocabulary_.text(text);
  auto width = static_cast<size_t>(llama_model_n_embd_out(loaded_.model.get()));
  if (tokens.empty()) return std::vector<float>(width, 0.0f);
  if (tokens.size() > llama_n_batch(context_.get()))
    return Error{ErrorCode::kLimit,
                 "a text of " + std::to_string(tokens.size()) + " tokens, at most " +
                     std::to_string(llama_n_batch(context_.get())) + " make one vector",
                 "split it"};
  llama_memory_t memory = llama_get_memory(context_.get());
  if (memory) llama_memory_clear(memory, false);
  llama_batch batch = llama_batch_init(static_cast<int32_t>(tokens.size()), 0, 1);
  for (size_t i = 0; i < tokens.size(); ++i) {
    batch.token[i] = tokens[i];
    batch.pos[i] = static_cast<llama_pos>(i);
    batch.n_seq_id[i] = 1;
    batch.seq_id[i][0] = 0;
    batch.logits[i] = 1;
  }
  batch.n_tokens = static_cast<int32_t>(tokens.size());
  int code = llama_decode(context_.get(), batch);
  llama_batch_free(batch);
  const float* found = code == 0 ? llama_get_embeddings_seq(context_.get(), 0) : nullptr;
  if (found == nullptr)
    return Error{ErrorCode::kUnavailable, "llama.cpp returned no vector (code " + std::to_string(code) + ")"};
  std::vector<float> vector(found, found + width);
  double sum = 0;
  for (float value : vector) sum += static_cast<double>(value) * value;
  if (sum > 0)
    for (float& value : vector) value = static_cast<float>(value / std::sqrt(sum));
  return vector;
}

Result<std::vector<std::vector<float>>> LlamaEmbedder::embed(const std::vector<std::string>& texts) {
  std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(prepare());
  std::vector<std::vector<float>> vectors;
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(std::vector<float> vector, one(text));
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

}  // namespace suit
