// Decodes answers of OpenAI's two APIs and of the many servers compatible with the first: Ollama,
// llama-server, LM Studio, vLLM.
#include "model/decoder.h"

namespace suit {

namespace {

bool is_thinking_type(std::string_view type) {
  return type.starts_with("reasoning") || type.starts_with("thinking") || type == "redacted_thinking";
}

// Chat completions label text parts and thinking in several ways.
std::string text_of_parts(const Json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  if (content.is_array())
    for (const Json& part : content) text += string_or(part, "text", "");
  return text;
}

void add_content(const Json& content, Completion& completion) {
  if (!content.is_array()) {
    completion.text += text_of_parts(content);
    return;
  }
  for (const Json& part : content) {
    if (!is_thinking_type(string_or(part, "type", ""))) {
      completion.text += string_or(part, "text", "");
      continue;
    }
    completion.thinking += string_or(part, "text", "");
    completion.thinking += text_of_parts(in(part, "thinking"));
  }
}

// In a separate field, named as by DeepSeek and vLLM, or as by OpenRouter.
std::string reasoning_of(const Json& message) {
  for (const char* key : {"reasoning_content", "reasoning", "reasoning_text"})
    if (in(message, key).is_string() && !in(message, key).get_ref<const std::string&>().empty())
      return string_or(message, key, "");
  return "";
}

void add_probabilities(const Json& list, std::vector<TokenProbability>& into) {
  if (!list.is_array()) return;
  auto number = [](const Json& json) {
    return in(json, "logprob").is_number() ? in(json, "logprob").get<double>() : 0;
  };
  for (const Json& one : list) {
    TokenProbability token{string_or(one, "token", ""), number(one), {}};
    for (const Json& other : list_in(one, "top_logprobs"))
      token.likeliest.emplace_back(string_or(other, "token", ""), number(other));
    into.push_back(std::move(token));
  }
}

std::optional<Finish> chat_finish(std::string_view reason) {
  if (reason == "stop" || reason == "eos" || reason == "end_turn") return Finish::kStop;
  if (reason == "length" || reason == "max_tokens") return Finish::kLength;
  if (reason == "tool_calls" || reason == "function_call") return Finish::kToolCalls;
  if (reason == "content_filter") return Finish::kFiltered;
  return std::nullopt;
}

class ChatDecoder final : public AnswerDecoder {
 public:
  std::string_view end_mark() const override { return "finish_reason"; }

 protected:
  bool is_end_event(const SseEvent& event) override { return event.data == "[DONE]"; }

  std::optional<Fault> whole(const Json& body) override {
    read_common(body);
    return read_choice(body, "message");
  }

  std::optional<Fault> event(const Json& data, Flow&) override {
    read_common(data);
    return read_choice(data, "delta");
  }

 private:
  void read_common(const Json& json) {
    if (std::string model = string_or(json, "model", ""); !model.empty()) completion.answered_by = model;
    const Json& usage = in(json, "usage");
    if (!usage.is_object()) return;
    completion.usage.tokens_in = tokens_in(usage, "prompt_tokens");
    completion.usage.tokens_out = tokens_in(usage, "completion_tokens");
    completion.usage.tokens_cached = tokens_in(in(usage, "prompt_tokens_details"), "cached_tokens");
    if (completion.usage.tokens_cached == 0)  // DeepSeek's field
      completion.usage.tokens_cached = tokens_in(usage, "prompt_cache_hit_tokens");
  }

  // Only the first choice is used. After its end nothing is added to it.
  std::optional<Fault> read_choice(const Json& json, const char* part) {
    const Json& choices = in(json, "choices");
    if (!choices.is_array() || ended_) return std::nullopt;
    for (const Json& choice : choices) {
      if (integer_or(choice, "index", 0) != 0) continue;
      const Json& message = in(choice, part);
      completion.thinking += reasoning_of(message);
      add_content(in(message, "content"), completion);
      std::string refusal = string_or(message, "refusal", "");
      refused_ |= !refusal.empty();
      completion.text += refusal;
      if (auto fault = read_tool_calls(in(message, "tool_calls"))) return fault;
      add_probabilities(in(in(choice, "logprobs"), "content"), completion.log_probabilities);
      std::string reason = string_or(choice, "finish_reason", "");
      if (!reason.empty()) return end(refused_ ? Finish::kFiltered : chat_finish(reason), reason);
    }
    return std::nullopt;
  }

  std::optional<Fault> read_tool_calls(const Json& list) {
    if (!list.is_array()) return std::nullopt;
    for (const Json& piece : list) {
      // Some servers send each call complete and without an index.
      std::string id = string_or(piece, "id", "");
      const Json& function = in(piece, "function");
      std::string name = string_or(function, "name", "");
      if (in(piece, "index").is_null() && (!id.empty() || !name.empty())) ++unnumbered_;
      int64_t index = integer_or(piece, "index", -unnumbered_);
      ToolCall* call = tool_call(index);
      if (!call) return Fault{FailureKind::kBroken, "its answer has too many tool calls"};
      if (call->id.empty()) call->id = id;
      if (call->name.empty()) call->name = name;
      const Json& arguments = in(function, "arguments");
      call->arguments += arguments.is_string()   ? arguments.get<std::string>()
                         : arguments.is_object() ? to_text(arguments)
                                                 : "";
    }
    return std::nullopt;
  }

  bool refused_ = false;
  int64_t unnumbered_ = 0;
};

class ResponsesDecoder final : public AnswerDecoder {
 public:
  std::string_view end_mark() const override { return "response.completed"; }

 protected:
  bool is_end_event(const SseEvent& event) override {
    return event.data == "[DONE]";
  }  // sent by some servers

  std::optional<Fault> whole(const Json& body) override {
    read_common(body);
    std::string text, thinking;
    std::vector<ToolCall> calls;
    std::vector<TokenProbability> probabilities;
    bool refused = false;
    for (const Json& item : list_in(body, "output")) {
      std::string type = string_or(item, "type", "");
      if (type == "reasoning")
        thinking += text_of_parts(in(item, "summary")) + text_of_parts(in(item, "content"));
      if (type == "function_call")
        calls.push_back(
            {string_or(item, "call_id", ""), string_or(item, "name", ""), string_or(item, "arguments", "")});
      if (type != "message") continue;
      for (const Json& part : list_in(item, "content")) {
        if (is_thinking_type(string_or(part, "type", ""))) {
          thinking += string_or(part, "text", "");
          continue;
        }
        text += string_or(part, "text", "") + string_or(part, "refusal", "");
        refused |= string_or(part, "type", "") == "refusal";
        add_probabilities(in(part, "logprobs"), probabilities);
      }
    }
    // The streamed text counts: a server may omit it from the last event. The two must not contradict each
    // other.
    if (!completion.text.empty() && !text.empty() && text != completion.text)
      return Fault{FailureKind::kBroken, "its stream contradicts its own last event"};
    if (completion.text.empty()) completion.text = std::move(text);
    if (completion.thinking.empty()) completion.thinking = std::move(thinking);
    if (!calls.empty()) completion.tool_calls = std::move(calls);
    if (completion.log_probabilities.empty()) completion.log_probabilities = std::move(probabilities);
    return read_status(body, refused);
  }

  std::optional<Fault> event(const Json& data, Flow& flow) override {
    std::string type = string_or(data, "type", "");
    if (type == "response.output_text.delta" || type == "response.refusal.delta") {
      completion.text += string_or(data, "delta", "");
      add_probabilities(in(data, "logprobs"), completion.log_probabilities);
    } else if (type == "response.reasoning_text.delta" || type == "response.reasoning_summary_text.delta") {
      completion.thinking += string_or(data, "delta", "");
    } else if (type == "response.output_item.done" &&
               string_or(in(data, "item"), "type", "") == "function_call") {
      const Json& item = in(data, "item");
      ToolCall* call = tool_call(integer_or(data, "output_index", 0));
      if (!call) return Fault{FailureKind::kBroken, "its answer has too many tool calls"};
      *call = {string_or(item, "call_id", ""), string_or(item, "name", ""), string_or(item, "arguments", "")};
    } else if (type == "response.created") {
      read_common(in(data, "response"));
    } else if (type == "response.completed" || type == "response.incomplete" || type == "response.failed") {
      auto fault = whole(in(data, "response"));
      if (ended_) flow = Flow::kEnough;
      return fault;
    }
    return std::nullopt;
  }

 private:
  void read_common(const Json& json) {
    if (std::string model = string_or(json, "model", ""); !model.empty()) completion.answered_by = model;
    const Json& usage = in(json, "usage");
    if (!usage.is_object()) return;
    completion.usage.tokens_in = tokens_in(usage, "input_tokens");
    completion.usage.tokens_out = tokens_in(usage, "output_tokens");
    completion.usage.tokens_cached = tokens_in(in(usage, "input_tokens_details"), "cached_tokens");
  }

  std::optional<Fault> read_status(const Json& body, bool refused) {
    std::string status = string_or(body, "status", "");
    if (status == "completed") return end(refused ? Finish::kFiltered : Finish::kStop, status);
    if (status == "incomplete") {
      std::string reason = string_or(in(body, "incomplete_details"), "reason", "");
      if (reason == "max_output_tokens") return end(Finish::kLength, reason);
      if (reason == "content_filter") return end(Finish::kFiltered, reason);
      return end(std::nullopt, reason);
    }
    if (auto error = provider_error_in(body))
      return Fault{kind_of(*error).value_or(completion.text.empty() ? FailureKind::kUnreachable
                                                                    : FailureKind::kBroken),
                   "it failed: " + error->message};
    return end(std::nullopt, status.empty() ? "none given" : status);
  }
};

}  // namespace

std::unique_ptr<AnswerDecoder> make_chat_decoder() {
  return std::make_unique<ChatDecoder>();
}
std::unique_ptr<AnswerDecoder> make_responses_decoder() {
  return std::make_unique<ResponsesDecoder>();
}

}  // namespace suit
