#include "model/outgoing.h"

namespace suit {

void mask_messages(std::vector<Message>& messages, SecretMasks& masks) {
  // A secret discovered in a later message is also masked in earlier ones.
  for (size_t known = SIZE_MAX; known != masks.count();) {
    known = masks.count();
    for (Message& message : messages) {
      message.text = masks.masked(message.text);
      for (ToolCall& call : message.tool_calls) call.arguments = masks.masked_json(call.arguments);
    }
  }
}

void mask_context(Context& context, SecretMasks& masks) {
  mask_messages(context.messages, masks);
  for (Tool& tool : context.tools) tool.description = masks.masked(tool.description);
  for (std::string& text : context.stop) text = masks.masked(text);
  // The record has other readers.
  for (ContextPart& part : context.parts) part.why = masks.masked(part.why);
  for (std::string& text : context.left_out) text = masks.masked(text);
}

CallResult OutgoingModel::complete(const Context& context, const CallWatch& watch) {
  SecretMasks masks;
  Context outgoing = context;
  mask_context(outgoing, masks);
  return model_.complete(outgoing, watch);
}

Result<std::vector<std::vector<float>>> OutgoingModel::embed(const std::vector<std::string>& texts) {
  SecretMasks masks;
  std::vector<std::string> outgoing;
  for (const std::string& text : texts) outgoing.push_back(masks.masked(text));
  return model_.embed(outgoing);
}

}  // namespace suit
