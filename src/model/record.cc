#include "model/record.h"

namespace suit {
namespace {

Json json_of(const std::vector<ToolCall>& calls) {
  Json list = Json::array();
  for (const ToolCall& call : calls)
    list.push_back({{"id", call.id}, {"name", call.name}, {"arguments", json_of_bytes(call.arguments)}});
  return list;
}

}  // namespace

Json json_of(const Context& context) {
  Json messages = Json::array();
  for (const Message& message : context.messages) {
    Json one = {{"role", name_of(message.role)}, {"text", json_of_bytes(message.text)}};
    if (!message.tool_calls.empty()) one["tool_calls"] = json_of(message.tool_calls);
    if (!message.tool_call_id.empty()) one["tool_call_id"] = message.tool_call_id;
    messages.push_back(std::move(one));
  }
  Json json = {{"messages", std::move(messages)},
               {"tokens_out_max", context.tokens_out_max},
               {"temperature", context.temperature}};
  if (!context.tools.empty()) {
    Json tools = Json::array();
    for (const Tool& tool : context.tools)
      tools.push_back(
          {{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}});
    json["tools"] = std::move(tools);
  }
  if (auto* schema = std::get_if<MatchSchema>(&context.constraint)) json["schema"] = schema->schema;
  if (auto* grammar = std::get_if<MatchGrammar>(&context.constraint)) json["grammar"] = grammar->gbnf;
  if (context.seed) json["seed"] = *context.seed;
  if (!context.stop.empty()) json["stop"] = context.stop;
  return json;
}

Json json_of(const Completion& completion) {
  Json json = {
      {"text", json_of_bytes(completion.text)},          {"finish", name_of(completion.finish)},
      {"answered_by", completion.answered_by},           {"tokens_in", completion.usage.tokens_in},
      {"tokens_cached", completion.usage.tokens_cached}, {"tokens_out", completion.usage.tokens_out}};
  if (completion.usage.estimated) json["estimated"] = true;
  if (!completion.thinking.empty()) json["thinking"] = json_of_bytes(completion.thinking);
  if (!completion.tool_calls.empty()) json["tool_calls"] = json_of(completion.tool_calls);
  return json;
}

Result<Completion> completion_of_json(const Json& json) {
  Completion completion;
  if (!json.is_object() || !json.contains("text"))
    return Error{ErrorCode::kCorrupt, "a recorded answer has no text"};
  ASSIGN_OR_RETURN(completion.text, bytes_of_json(json["text"]));
  if (json.contains("thinking")) {
    ASSIGN_OR_RETURN(completion.thinking, bytes_of_json(json["thinking"]));
  }
  std::string finish = string_or(json, "finish", "");
  bool known = false;
  for (Finish one : {Finish::kStop, Finish::kLength, Finish::kToolCalls, Finish::kFiltered})
    if (finish == name_of(one)) completion.finish = one, known = true;
  if (!known) return Error{ErrorCode::kCorrupt, "a recorded answer has no end"};
  completion.answered_by = string_or(json, "answered_by", "");
  completion.usage = {integer_or(json, "tokens_in", 0), integer_or(json, "tokens_cached", 0),
                      integer_or(json, "tokens_out", 0), bool_or(json, "estimated", false)};
  for (const Json& item : list_in(json, "tool_calls")) {
    ToolCall call{string_or(item, "id", ""), string_or(item, "name", ""), {}};
    if (item.contains("arguments")) {
      ASSIGN_OR_RETURN(call.arguments, bytes_of_json(item["arguments"]));
    }
    completion.tool_calls.push_back(std::move(call));
  }
  return completion;
}

Result<Completion> recorded_completion(Ledger& ledger, const Digest& digest) {
  ASSIGN_OR_RETURN(std::string text, ledger.content(digest));
  ASSIGN_OR_RETURN(Json json, parse_json(text));
  return completion_of_json(json);
}

Digest digest_of(const Context& context) {
  return Digest::of(to_text(json_of(context)));
}

}  // namespace suit
