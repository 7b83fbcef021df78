// Anthropic's API style.
#include "model/provider.h"

namespace suit {

namespace {

// The API refuses empty texts.
Json blocks_of(const Message& message) {
  Json blocks = Json::array();
  if (message.role == Role::kTool) {
    blocks.push_back(
        {{"type", "tool_result"}, {"tool_use_id", message.tool_call_id}, {"content", message.text}});
    return blocks;
  }
  if (!message.text.empty()) blocks.push_back({{"type", "text"}, {"text", message.text}});
  for (const ToolCall& call : message.tool_calls)
    blocks.push_back({{"type", "tool_use"},
                      {"id", call.id},
                      {"name", call.name},
                      {"input", arguments_object(call.arguments)}});
  return blocks;
}

// All answers to tool calls must be in the one message after them.
void add_blocks(const char* role, Json blocks, Json& messages) {
  if (blocks.empty()) return;
  if (messages.empty() || messages.back()["role"] != role)
    messages.push_back({{"role", role}, {"content", Json::array()}});
  for (Json& block : blocks) messages.back()["content"].push_back(std::move(block));
}

Result<Json> encode_messages(const ModelConfig& config, const Context& context, Delivery delivery) {
  if (std::holds_alternative<MatchGrammar>(context.constraint))
    return Error{ErrorCode::kUnsupported, "the messages API does not support grammars"};
  if (context.log_probabilities > 0)
    return Error{ErrorCode::kUnsupported, "the messages API gives no log-probabilities"};
  Json body = {{"model", config.id}, {"max_tokens", context.tokens_out_max}};
  Json system = Json::array(), messages = Json::array();
  for (size_t i = 0; i < context.messages.size(); ++i) {
    bool mark = i + 1 == context.stable_messages;
    const Message& message = context.messages[i];
    Json blocks = blocks_of(message);
    if (mark && !blocks.empty()) blocks.back()["cache_control"] = {{"type", "ephemeral"}};
    if (message.role == Role::kSystem)
      std::move(blocks.begin(), blocks.end(), std::back_inserter(system));
    else
      add_blocks(message.role == Role::kAssistant ? "assistant" : "user", std::move(blocks), messages);
  }
  if (!system.empty()) body["system"] = std::move(system);
  body["messages"] = std::move(messages);
  for (const Tool& tool : context.tools)
    body["tools"].push_back(
        {{"name", tool.name}, {"description", tool.description}, {"input_schema", tool.parameters}});
  body["temperature"] = std::min(context.temperature, 1.0);
  if (!context.stop.empty()) body["stop_sequences"] = context.stop;
  if (auto* match = std::get_if<MatchSchema>(&context.constraint))
    body["output_config"] = {{"format", {{"type", "json_schema"}, {"schema", match->schema}}}};
  if (delivery == Delivery::kStream) body["stream"] = true;
  return body;
}

}  // namespace

const ApiStyle kMessagesStyle = {.encode = encode_messages,
                                 .decoder = make_anthropic_decoder,
                                 .able = {.streaming = true, .tools = true, .json_schema = true},
                                 .learned = {{"temperature"}}};

}  // namespace suit
