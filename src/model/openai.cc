#include "model/openai.h"

#include <atomic>

#include "model/provider.h"

namespace suit {

namespace {

constexpr int64_t kContextTokens = 128'000;  // of OpenAI's own models, where nobody says more

Json function_tool(const Tool& tool) {
  return {{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}};
}

// The two spellings of chat completions' limit, and what models have stopped to take.
struct Refused {
  std::atomic<bool> max_tokens{false}, max_completion_tokens{false}, temperature{false}, seed{false},
      stream_options{false};

  // True: something new was learned.
  bool learn(const ProviderError& error) {
    // Servers that do not name the parameter apart name it in the message.
    auto about = [&](std::string_view name) {
      return error.parameter.empty() ? error.message.find(name) != std::string::npos
                                     : error.parameter == name;
    };
    if (about("max_tokens") && !max_completion_tokens) return !max_tokens.exchange(true);
    if (about("max_completion_tokens") && !max_tokens) return !max_completion_tokens.exchange(true);
    if (about("temperature")) return !temperature.exchange(true);
    if (about("seed")) return !seed.exchange(true);
    if (about("stream_options")) return !stream_options.exchange(true);
    return false;
  }
};

class ChatApi final : public ProviderApi {
 public:
  explicit ChatApi(const ModelConfig& config, bool is_openai) : config_(config) {
    refused_.max_tokens = is_openai;
  }

  std::string path() const override { return "/chat/completions"; }
  std::unique_ptr<AnswerDecoder> decoder() const override { return make_chat_decoder(); }
  bool learn_from(const ProviderError& error) override { return refused_.learn(error); }

  Result<Json> encode(const Context& context, Delivery delivery) const override {
    Json body = Json::object();
    if (!config_.id.empty()) body["model"] = config_.id;
    body["messages"] = Json::array();
    for (const Message& message : context.messages) body["messages"].push_back(encoded(message));
    for (const Tool& tool : context.tools)
      body["tools"].push_back({{"type", "function"}, {"function", function_tool(tool)}});
    body[refused_.max_tokens ? "max_completion_tokens" : "max_tokens"] = context.tokens_out_max;
    if (!refused_.temperature) body["temperature"] = context.temperature;
    if (context.seed && !refused_.seed) body["seed"] = *context.seed;
    if (!context.stop.empty()) body["stop"] = context.stop;
    if (context.log_probabilities > 0) {
      body["logprobs"] = true;
      body["top_logprobs"] = context.log_probabilities;
    }
    if (auto* match = std::get_if<MatchSchema>(&context.constraint))
      body["response_format"] = {
          {"type", "json_schema"},
          {"json_schema", {{"name", "answer"}, {"strict", true}, {"schema", match->schema}}}};
    if (auto* match = std::get_if<MatchGrammar>(&context.constraint)) {
      if (!config_.grammar)
        return Error{ErrorCode::kUnsupported, "no grammar can be asked of this server",
                     "llama-server takes one: say so in the model's settings"};
      body["grammar"] = match->gbnf;
    }
    if (delivery == Delivery::kStream) {
      body["stream"] = true;
      if (!refused_.stream_options) body["stream_options"] = {{"include_usage", true}};
    }
    return body;
  }

  Result<Json> encode_embedding(const std::vector<std::string>& texts) const override {
    Json body = Json::object();
    if (!config_.id.empty()) body["model"] = config_.id;
    body["input"] = texts;
    body["encoding_format"] = "float";
    return body;
  }

 private:
  static Json encoded(const Message& message) {
    Json json = {{"role", name_of(message.role)}, {"content", message.text}};
    if (message.role == Role::kTool) json["tool_call_id"] = message.tool_call_id;
    for (const ToolCall& call : message.tool_calls)
      json["tool_calls"].push_back({{"id", call.id},
                                    {"type", "function"},
                                    {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
    if (!message.tool_calls.empty() && message.text.empty()) json["content"] = nullptr;
    return json;
  }

  const ModelConfig config_;
  Refused refused_;
};

class ResponsesApi final : public ProviderApi {
 public:
  explicit ResponsesApi(const ModelConfig& config) : config_(config) {}

  std::string path() const override { return "/responses"; }
  std::unique_ptr<AnswerDecoder> decoder() const override { return make_responses_decoder(); }
  bool learn_from(const ProviderError& error) override { return refused_.learn(error); }

  Result<Json> encode(const Context& context, Delivery delivery) const override {
    if (!context.stop.empty()) return Error{ErrorCode::kUnsupported, "the responses API has no stop texts"};
    if (std::holds_alternative<MatchGrammar>(context.constraint))
      return Error{ErrorCode::kUnsupported, "no grammar can be asked of the responses API"};
    Json body = Json::object();
    if (!config_.id.empty()) body["model"] = config_.id;
    body["input"] = Json::array();
    for (const Message& message : context.messages) add(message, body["input"]);
    for (const Tool& tool : context.tools) {
      Json json = {{"type", "function"}};
      json.update(function_tool(tool));
      json["strict"] = false;  // the API's own default would rewrite the schema
      body["tools"].push_back(std::move(json));
    }
    body["max_output_tokens"] = context.tokens_out_max;
    if (!refused_.temperature) body["temperature"] = context.temperature;
    if (context.log_probabilities > 0) {
      body["include"] = {"message.output_text.logprobs"};
      body["top_logprobs"] = context.log_probabilities;
    }
    if (auto* match = std::get_if<MatchSchema>(&context.constraint))
      body["text"] = {
          {"format",
           {{"type", "json_schema"}, {"name", "answer"}, {"strict", true}, {"schema", match->schema}}}};
    body["store"] = false;
    if (delivery == Delivery::kStream) body["stream"] = true;
    return body;
  }

  Result<Json> encode_embedding(const std::vector<std::string>& texts) const override {
    return ChatApi(config_, true).encode_embedding(texts);
  }

 private:
  static void add(const Message& message, Json& input) {
    if (message.role == Role::kTool) {
      input.push_back(
          {{"type", "function_call_output"}, {"call_id", message.tool_call_id}, {"output", message.text}});
      return;
    }
    if (!message.text.empty() || message.tool_calls.empty())
      input.push_back({{"role", name_of(message.role)}, {"content", message.text}});
    for (const ToolCall& call : message.tool_calls)
      input.push_back({{"type", "function_call"},
                       {"call_id", call.id},
                       {"name", call.name},
                       {"arguments", call.arguments}});
  }

  const ModelConfig config_;
  Refused refused_;
};

}  // namespace

Result<std::unique_ptr<Model>> make_openai_model(const ModelConfig& config, Egress& egress) {
  if (config.api != "chat" && config.api != "responses")
    return Error{ErrorCode::kInvalid, "the model " + config.name + " has the API \"" + config.api + "\"",
                 "it is \"chat\" or \"responses\""};
  ASSIGN_OR_RETURN(Url url, parse_url(config.url));
  bool is_openai = url.host == "api.openai.com";
  ProviderParts parts;
  parts.config = config;
  bool chat = config.api == "chat";
  parts.capabilities = {.streaming = true,
                        .tools = true,
                        .json_schema = true,
                        .grammar = chat && config.grammar,
                        .log_probabilities = true,
                        .embeddings = true,
                        .context_tokens = is_openai ? kContextTokens : 0};
  if (chat)
    parts.api = std::make_unique<ChatApi>(config, is_openai);
  else
    parts.api = std::make_unique<ResponsesApi>(config);
  parts.key_field = "Authorization";
  parts.key_prefix = "Bearer ";
  return make_provider_model(std::move(parts), egress);
}

}  // namespace suit
