#include "model/llama.h"

#include <cmath>

#include "base/clock.h"
#include "base/text.h"
#include "model/llama_embedder.h"
#include "model/llama_load.h"
#include "model/llama_scheduler.h"
#include "model/llama_template.h"
#include "model/llama_vocabulary.h"
#include "model/thinking.h"

namespace suit {
namespace {

// Below any model's window in tokens, far above in bytes: larger texts are refused before they are tokenized.
constexpr size_t kTextBytesMax = 64'000'000;

CallFailure at_fault(Error error) {
  return {FailureKind::kRequest, std::move(error)};
}

class LlamaModel final : public Model {
 public:
  static Result<std::unique_ptr<Model>> create(const ModelConfig& config, LoadedLlama loaded_model) {
    std::unique_ptr<LlamaModel> made(new LlamaModel(config.name, std::move(loaded_model)));
    const char* source = llama_model_chat_template(made->loaded_.model.get(), nullptr);
    ASSIGN_OR_RETURN(made->template_,
                     LlamaTemplate::create(source == nullptr ? "" : source, made->vocabulary_));
    ASSIGN_OR_RETURN(made->scheduler_,
                     LlamaScheduler::create(made->loaded_, made->vocabulary_, config.sequences));
    made->embedder_ = std::make_unique<LlamaEmbedder>(made->loaded_, made->vocabulary_);
    Capabilities& can = made->capabilities_;
    can.streaming = can.json_schema = can.grammar = can.log_probabilities = can.embeddings =
        can.exact_token_counts = true;
    can.tools = made->template_->takes_tools();
    can.local = config.rpc.empty();
    can.context_tokens = made->scheduler_->context_tokens();
    return std::unique_ptr<Model>(std::move(made));
  }

  const std::string& name() const override { return name_; }
  const Capabilities& capabilities() const override { return capabilities_; }
  int64_t count_tokens(std::string_view text) override {
    if (text.size() > kTextBytesMax) return Model::count_tokens(text);
    return static_cast<int64_t>(vocabulary_.text(text).size());
  }
  void give_way(bool yes) override { scheduler_->give_way(yes); }
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) override {
    return embedder_->embed(texts);
  }

  CallResult complete(const Context& context, const CallWatch& watch) override {
    int64_t started = monotonic_us();
    auto call = prepare(context);
    if (!call) return at_fault(call.error());
    (*call)->started_us = started;
    bool tools = !context.tools.empty();
    scheduler_->run(**call, tools ? without_calls(watch) : watch);
    return result_of(**call, tools);
  }

 private:
  LlamaModel(std::string name, LoadedLlama loaded)
      : name_(std::move(name)), loaded_(std::move(loaded)), vocabulary_(loaded_.vocab) {}

  Result<std::unique_ptr<LlamaCall>> prepare(const Context& context) const {
    if (context.messages.empty()) return Error{ErrorCode::kInvalid, "the context has no message"};
    if (context.tokens_out_max < 1) return Error{ErrorCode::kInvalid, "tokens_out_max is below 1"};
    if (!context.tools.empty()) {
      if (!capabilities_.tools)
        return Error{ErrorCode::kUnsupported,
                     name_ + " does not support tools: its chat template has no place for them",
                     "ask for the call by a schema instead"};
      if (!std::holds_alternative<Free>(context.constraint))
        return Error{ErrorCode::kUnsupported, "tools and a constraint can't be combined"};
    }
    size_t bytes = 0;
    for (const Message& message : context.messages) bytes += message.text.size();
    if (bytes > kTextBytesMax)
      return Error{ErrorCode::kLimit, "the context has " + human_bytes(bytes) + ", at most " +
                                          human_bytes(kTextBytesMax) + " are allowed"};
    ASSIGN_OR_RETURN(Tokens tokens, template_->tokens(context));
    auto needed = static_cast<int64_t>(tokens.size());
    // One more, for the first token of the answer.
    if (needed + 1 > capabilities_.context_tokens)
      return Error{ErrorCode::kLimit,
                   "the context needs " + std::to_string(needed + 1) + " tokens, and " + name_ +
                       " has room for " + std::to_string(capabilities_.context_tokens),
                   "leave something out"};
    if (tokens.empty()) return Error{ErrorCode::kInvalid, "the context has no tokens"};
    ASSIGN_OR_RETURN(auto sampler, LlamaSampler::create(vocabulary_, context));
    auto call = std::make_unique<LlamaCall>(std::move(tokens), std::move(sampler), context.stop);
    call->tokens_out_max = context.tokens_out_max;
    call->log_probabilities = std::max(0, context.log_probabilities);
    return call;
  }

  // People see the text between calls, not the calls.
  static CallWatch without_calls(const CallWatch& watch) {
    CallWatch filtered = watch;
    if (!watch.on_text) return filtered;
    filtered.on_text = [all = std::string(), shown = size_t{0}, &watch](std::string_view text) mutable {
      all += text;
      size_t end = shown_before_tool_call(all);
      if (end > shown) watch.on_text(std::string_view(all).substr(shown, end - shown));
      shown = std::max(shown, end);
    };
    return filtered;
  }

  CallResult result_of(LlamaCall& call, bool tools) const {
    if (call.failure) {
      CallFailure failure = std::move(*call.failure);
      failure.partial = call.text.text();
      failure.usage = call.usage;
      return failure;
    }
    Completion completion;
    completion.text = call.text.text();
    completion.finish = call.finish;
    take_thinking(completion);
    if (tools) {
      completion.tool_calls = take_tool_calls(completion.text);
      if (!completion.tool_calls.empty() && call.finish == Finish::kStop)
        completion.finish = Finish::kToolCalls;
    }
    completion.usage = call.usage;
    completion.answered_by = loaded_.fingerprint;
    completion.first_token_us = call.first_token_us;
    completion.total_us = monotonic_us() - call.started_us;
    completion.log_probabilities = std::move(call.probabilities);
    return completion;
  }

  std::string name_;
  Capabilities capabilities_;
  LoadedLlama loaded_;
  LlamaVocabulary vocabulary_;
  std::unique_ptr<LlamaTemplate> template_;
  std::unique_ptr<LlamaEmbedder> embedder_;
  std::unique_ptr<LlamaScheduler> scheduler_;
};

}  // namespace

Result<std::unique_ptr<Model>> make_llama_model(const ModelConfig& config, Egress* egress,
                                                uint64_t memory_bytes) {
  ASSIGN_OR_RETURN(LoadedLlama loaded, load_llama(config, egress, memory_bytes));
  return LlamaModel::create(config, std::move(loaded));
}

}  // namespace suit
