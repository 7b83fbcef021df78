#include "model/outgoing.h"

#include <gtest/gtest.h>

#include "model/scripted.h"

namespace suit {
namespace {

TEST(Outgoing, EveryFieldIsMaskedWhereverTheModelRuns) {
  std::string key = std::string("ghp_") + "1234567890abcdefghijABCDEFGHIJ123456";
  for (bool local : {false, true}) {
    ScriptedModel model(
        [](const Context&, const CallWatch&) -> CallResult {
          return Completion{.text = "[secret 1: a GitHub token]"};
        },
        {.tools = true, .local = local});
    OutgoingModel outgoing(model);
    Context context{
        .messages = {{Role::kSystem, "system " + key},
                     {Role::kUser, "question redis://:p4ssw0rd1@h"},
                     {Role::kAssistant,
                      "I see " + key,
                      {{"1", "write", R"({"content": "key = )" + key + R"(\npassword = \"p4ssw0rd1\"\n"})"}}},
                     {Role::kTool, "result " + key, {}, "1"}},
        .tools = {{"t", "as in " + key}},
        .stop = {key},
        .parts = {{.kind = ContextPart::kFile, .name = "a", .why = "holds " + key}},
        .left_out = {key}};
    CallResult result = outgoing.complete(context, {});
    const Context sent = model.contexts()[0];
    std::string all = sent.tools[0].description + sent.stop[0] + sent.parts[0].why + sent.left_out[0];
    for (const Message& message : sent.messages) {
      all += message.text;
      for (const ToolCall& call : message.tool_calls) all += call.arguments;
    }
    EXPECT_EQ(all.find(key), std::string::npos) << all;
    EXPECT_EQ(all.find("p4ssw0rd1"), std::string::npos) << all;
    EXPECT_EQ(sent.messages[2].tool_calls[0].arguments,
              R"({"content":"key = [secret 1: a GitHub token]\npassword = \"[secret 2: a password]\"\n"})");
    EXPECT_EQ(std::get<Completion>(result).text, "[secret 1: a GitHub token]")
        << "what it answers stays masked";
  }
}

}  // namespace
}  // namespace suit
