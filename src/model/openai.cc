// OpenAI's two API styles.
#include "model/provider.h"

namespace suit {

namespace {

Json function_tool(const Tool& tool) {
  return {{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}};
}

Json chat_message(const Message& message) {
  Json json = {{"role", name_of(message.role)}, {"content", message.text}};
  if (message.role == Role::kTool) json["tool_call_id"] = message.tool_call_id;
  for (const ToolCall& call : message.tool_calls)
    json["tool_calls"].push_back({{"id", call.id},
                                  {"type", "function"},
                                  {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
  if (!message.tool_calls.empty() && message.text.empty()) json["content"] = nullptr;
  return json;
}

Result<Json> encode_chat(const ModelConfig& config, const Context& context, Delivery delivery) {
  Json body = Json::object();
  if (!config.id.empty()) body["model"] = config.id;
  body["messages"] = Json::array();
  for (const Message& message : context.messages) body["messages"].push_back(chat_message(message));
  for (const Tool& tool : context.tools)
    body["tools"].push_back({{"type", "function"}, {"function", function_tool(tool)}});
  body["max_tokens"] = context.tokens_out_max;
  body["temperature"] = context.temperature;
  if (context.seed) body["seed"] = *context.seed;
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
    if (!config.grammar)
      return Error{ErrorCode::kUnsupported, "this server does not support grammars",
                   "llama-server does: set grammar = true in the model's settings"};
    body["grammar"] = match->gbnf;
  }
  if (delivery == Delivery::kStream) {
    body["stream"] = true;
    body["stream_options"] = {{"include_usage", true}};
  }
  return body;
}

void add_input(const Message& message, Json& input) {
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

Result<Json> encode_responses(const ModelConfig& config, const Context& context, Delivery delivery) {
  if (!context.stop.empty()) return Error{ErrorCode::kUnsupported, "the responses API has no stop texts"};
  if (std::holds_alternative<MatchGrammar>(context.constraint))
    return Error{ErrorCode::kUnsupported, "the responses API does not support grammars"};
  Json body = Json::object();
  if (!config.id.empty()) body["model"] = config.id;
  body["input"] = Json::array();
  for (const Message& message : context.messages) add_input(message, body["input"]);
  for (const Tool& tool : context.tools) {
    Json json = {{"type", "function"}};
    json.update(function_tool(tool));
    json["strict"] = false;  // the API's own default would rewrite the schema
    body["tools"].push_back(std::move(json));
  }
  body["max_output_tokens"] = context.tokens_out_max;
  body["temperature"] = context.temperature;
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

}  // namespace

const ApiStyle kChatStyle = {
    .encode = encode_chat,
    .decoder = make_chat_decoder,
    .able = {.streaming = true,
             .tools = true,
             .json_schema = true,
             .grammar = true,
             .log_probabilities = true,
             .embeddings = true},
    .learned = {{"max_tokens", "max_completion_tokens"}, {"temperature"}, {"seed"}, {"stream_options"}}};

const ApiStyle kResponsesStyle = {.encode = encode_responses,
                                  .decoder = make_responses_decoder,
                                  .able = {.streaming = true,
                                           .tools = true,
                                           .json_schema = true,
                                           .log_probabilities = true,
                                           .embeddings = true},
                                  .learned = {{"temperature"}}};

}  // namespace suit
