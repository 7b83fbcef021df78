// Decodes answers of Anthropic's messages API and compatible servers.
#include "model/decoder.h"

namespace suit {

namespace {

std::optional<Finish> finish_of(std::string_view reason) {
  if (reason == "end_turn" || reason == "stop_sequence") return Finish::kStop;
  if (reason == "max_tokens" || reason == "model_context_window_exceeded") return Finish::kLength;
  if (reason == "tool_use") return Finish::kToolCalls;
  if (reason == "refusal") return Finish::kFiltered;
  return std::nullopt;
}

class AnthropicDecoder final : public AnswerDecoder {
 public:
  std::string_view end_mark() const override { return is_stream_ ? "message_stop" : "stop_reason"; }

 protected:
  std::optional<Fault> whole(const Json& body) override {
    read_message(body);
    int64_t index = 0;
    for (const Json& block : list_in(body, "content"))
      if (auto fault = start_block(block, index++)) return fault;
    std::string reason = string_or(body, "stop_reason", "");
    return reason.empty() ? std::nullopt : end(finish_of(reason), reason);
  }

  std::optional<Fault> event(const Json& data, Flow& flow) override {
    is_stream_ = true;
    std::string type = string_or(data, "type", "");
    int64_t index = integer_or(data, "index", 0);
    if (type == "message_start") {
      read_message(in(data, "message"));
    } else if (type == "content_block_start") {
      return start_block(in(data, "content_block"), index);
    } else if (type == "content_block_delta") {
      const Json& delta = in(data, "delta");
      completion.text += string_or(delta, "text", "");
      completion.thinking += string_or(delta, "thinking", "");
      if (string_or(delta, "type", "") == "input_json_delta") {
        ToolCall* call = tool_call(index);
        if (!call) return Fault{FailureKind::kBroken, "its answer has too many tool calls"};
        call->arguments += string_or(delta, "partial_json", "");
      }
    } else if (type == "message_delta") {
      read_usage(in(data, "usage"));
      if (std::string reason = string_or(in(data, "delta"), "stop_reason", ""); !reason.empty())
        reason_ = reason;
    } else if (type == "message_stop") {
      // Without a reason the answer has ended but need not be complete.
      if (reason_.empty()) return Fault{FailureKind::kBroken, "its stream stops without a stop_reason"};
      flow = Flow::kEnough;
      return end(finish_of(reason_), reason_);
    }
    return std::nullopt;  // pings, and event types of later versions
  }

 private:
  void read_message(const Json& message) {
    completion.answered_by = string_or(message, "model", completion.answered_by);
    read_usage(in(message, "usage"));
  }

  // Cached tokens are counted separately; later figures replace earlier ones, if present.
  void read_usage(const Json& usage) {
    auto take = [&](const char* key, int64_t& into) {
      if (in(usage, key).is_number()) into = tokens_in(usage, key);
    };
    take("input_tokens", uncached_);
    take("cache_read_input_tokens", read_from_cache_);
    take("cache_creation_input_tokens", written_to_cache_);
    take("output_tokens", completion.usage.tokens_out);
    completion.usage.tokens_cached = read_from_cache_;
    completion.usage.tokens_in = uncached_ + read_from_cache_ + written_to_cache_;
  }

  std::optional<Fault> start_block(const Json& block, int64_t index) {
    std::string type = string_or(block, "type", "");
    if (type == "text") completion.text += string_or(block, "text", "");
    if (type == "thinking") completion.thinking += string_or(block, "thinking", "");
    if (type != "tool_use") return std::nullopt;
    ToolCall* call = tool_call(index);
    if (!call) return Fault{FailureKind::kBroken, "its answer has too many tool calls"};
    call->id = string_or(block, "id", "");
    call->name = string_or(block, "name", "");
    // A stream begins with an empty object; the text of the real one follows.
    const Json& input = in(block, "input");
    if (input.is_object() && !input.empty()) call->arguments = to_text(input);
    return std::nullopt;
  }

  int64_t uncached_ = 0, read_from_cache_ = 0, written_to_cache_ = 0;
  std::string reason_;
  bool is_stream_ = false;
};

}  // namespace

std::unique_ptr<AnswerDecoder> make_anthropic_decoder() {
  return std::make_unique<AnthropicDecoder>();
}

}  // namespace suit
