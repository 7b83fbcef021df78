#include "model/decoder.h"
#include "support/remote_models.h"

namespace suit {
namespace {

struct AnthropicStage {
  Shared<std::string> body{anthropic_answer().whole};
  Shared<std::string> type{"application/json"};
  FaultyUpstream upstream{[this](const Received&, Peer& peer) {
    peer.send(answer_of(200, body.get(), "Content-Type: " + type.get() + "\r\n"));
  }};
  MemoryEgress egress;
  std::unique_ptr<Model> model() {
    return remote_model(remote_config({"", ModelKind::kAnthropic, "", {}}, upstream.url()), egress);
  }
};

TEST(Anthropic, Request) {
  AnthropicStage stage;
  Context context;
  context.messages = {{Role::kSystem, "Be brief."},
                      {Role::kUser, "The files."},
                      {Role::kUser, "List both."},
                      {.role = Role::kAssistant,
                       .text = "Yes.",
                       .tool_calls = {{"t1", "list", R"({"path":"a"})"}, {"t2", "list", "{oops"}}},
                      {.role = Role::kTool, .text = "x", .tool_call_id = "t1"},
                      {.role = Role::kTool, .text = "y", .tool_call_id = "t2"},
                      {Role::kUser, ""},
                      {Role::kUser, "And?"}};
  context.stable_messages = 2;
  context.tools = {{"list", "lists a folder", parse_json(R"({"type":"object"})").value()}};
  context.constraint = MatchSchema{parse_json(R"({"type":"object"})").value()};
  context.tokens_out_max = 256;
  context.temperature = 1.5;
  context.seed = 3;
  context.stop = {"END"};
  CallWatch watch;
  watch.on_text = [](std::string_view) {};
  must(completion_of(stage.model()->complete(context, watch)));
  Received request = stage.upstream.received().back();
  EXPECT_EQ(request.method + " " + request.target, "POST /v1/messages");
  EXPECT_EQ(request.fields.at("x-api-key"), kTestKey);
  EXPECT_EQ(request.fields.at("anthropic-version"), "2023-06-01");
  EXPECT_FALSE(request.fields.contains("authorization"));
  EXPECT_EQ(
      request.body,
      R"({"model":"m-1","max_tokens":256,"system":[{"type":"text","text":"Be brief."}],"messages":[)"
      R"({"role":"user","content":[{"type":"text","text":"The files.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"List both."}]},)"
      R"({"role":"assistant","content":[{"type":"text","text":"Yes."},{"type":"tool_use","id":"t1","name":"list","input":{"path":"a"}},)"
      R"({"type":"tool_use","id":"t2","name":"list","input":{"malformed":"{oops"}}]},)"
      R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"x"},{"type":"tool_result","tool_use_id":"t2","content":"y"},{"type":"text","text":"And?"}]}],)"
      R"("tools":[{"name":"list","description":"lists a folder","input_schema":{"type":"object"}}],"temperature":1.0,"stop_sequences":["END"],)"
      R"("output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"stream":true})");
}

TEST(Anthropic, AStableSystemMessageIsMarkedToo) {
  AnthropicStage stage;
  Context context{.messages = {{Role::kSystem, "S"}, {Role::kUser, "U"}}, .stable_messages = 1};
  must(completion_of(stage.model()->complete(context, {})));
  Json body = parse_json(stage.upstream.received().back().body).value();
  EXPECT_EQ(body["system"][0]["cache_control"]["type"], "ephemeral");
  EXPECT_FALSE(body["messages"][0]["content"][0].contains("cache_control"));
}

TEST(Anthropic, WhatItCannotDoIsSaidBeforeAnythingIsSent) {
  AnthropicStage stage;
  auto model = stage.model();
  EXPECT_EQ(std::get<CallFailure>(model->complete({.constraint = MatchGrammar{"root ::= \"a\""}}, {})).kind,
            FailureKind::kRequest);
  EXPECT_EQ(std::get<CallFailure>(model->complete({.log_probabilities = 1}, {})).kind, FailureKind::kRequest);
  EXPECT_EQ(model->embed({"a"}).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(stage.egress.permitted, 0);
}

TEST(Anthropic, ToolUsePlainAndStreamed) {
  AnthropicStage stage;
  stage.body =
      R"({"type":"message","model":"m-1","content":[{"type":"text","text":"Let me see."},{"type":"tool_use","id":"t1","name":"list","input":{"path":"src"}}],)"
      R"("stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":9}})";
  auto expect = [](const Completion& completion) {
    EXPECT_EQ(completion.text, "Let me see.");
    EXPECT_EQ(completion.finish, Finish::kToolCalls);
    ASSERT_EQ(completion.tool_calls.size(), 1u);
    EXPECT_EQ(
        completion.tool_calls[0].id + completion.tool_calls[0].name + completion.tool_calls[0].arguments,
        R"(t1list{"path":"src"})");
    EXPECT_EQ(completion.usage.tokens_in, 5);
    EXPECT_EQ(completion.usage.tokens_out, 9);
  };
  expect(must(completion_of(stage.model()->complete(hello(), {}))));
  stage.type = "text/event-stream; charset=utf-8";
  stage.body =
      R"(data: {"type":"message_start","message":{"model":"m-1","usage":{"input_tokens":5,"output_tokens":1}}})"
      "\n\n"
      R"(data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}})"
      "\n\n"
      R"(data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}})"
      "\n\n"
      R"(data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}})"
      "\n\n"
      R"(data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Let me see."}})"
      "\n\n"
      R"(data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"list","input":{}}})"
      "\n\n"
      R"(data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"path\""}})"
      "\n\n"
      R"(data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":":\"src\"}"}})"
      "\n\n"
      R"(data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}})"
      "\n\n"
      R"(data: {"type":"message_stop"})"
      "\n\n";
  CallWatch watch;
  watch.on_text = [](std::string_view) {};
  expect(must(completion_of(stage.model()->complete(hello(), watch))));
}

TEST(Anthropic, HowAnAnswerEnds) {
  for (auto [reason, finish] :
       {std::pair("end_turn", "stop"), std::pair("stop_sequence", "stop"), std::pair("max_tokens", "length"),
        std::pair("refusal", "filtered"), std::pair("pause_turn", ""), std::pair("", "")}) {
    auto decoder = make_anthropic_decoder();
    auto fault = decoder->read_whole(
        to_text({{"content", Json::array({{{"type", "text"}, {"text", "x"}}})}, {"stop_reason", reason}}));
    EXPECT_EQ(fault ? "" : name_of(decoder->completion.finish), finish) << reason;
  }
  auto decoder = make_anthropic_decoder();
  Flow flow;
  EXPECT_TRUE(decoder->read_event({"message_stop", R"({"type":"message_stop"})", ""}, flow));
}

TEST(Provider, ModelsThatAreTheSame) {
  for (auto [asked, answered] :
       {std::pair("gpt-4o", "gpt-4o-2024-08-06"), std::pair("gpt-4o", "GPT-4o"),
        std::pair("gpt-4", "gpt-4-0613"), std::pair("openai/gpt-4o", "gpt-4o"),
        std::pair("claude-sonnet-4", "claude-sonnet-4-20250514"),
        std::pair("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022"),
        std::pair("llama3", "llama3:latest"), std::pair("gemini-1.5-pro", "gemini-1.5-pro-002"),
        std::pair("qwen2.5-7b", "/models/qwen2.5-7b.gguf"), std::pair("claude-x@20240229", "claude-x"),
        std::pair("", "x"), std::pair("x", "")})
    EXPECT_TRUE(is_same_model(asked, answered)) << asked << " " << answered;
  for (auto [asked, answered] :
       {std::pair("gpt-4", "gpt-4o"), std::pair("gpt-4", "gpt-4-turbo"), std::pair("gpt-4o", "gpt-4o-mini"),
        std::pair("gpt-4o", "gpt-4o-mini-2024-07-18"), std::pair("claude-sonnet-4", "claude-sonnet-4-5"),
        std::pair("llama3", "llama3:70b"), std::pair("gpt-5", "gpt-5.2"), std::pair("a", "b")})
    EXPECT_FALSE(is_same_model(asked, answered)) << asked << " " << answered;
}

TEST(Provider, RetryAfter) {
  auto after = [](std::string name, std::string value) {
    return retry_after_ms({429, {{name, value}}}, 784'111'777'000'000);
  };  // 1994-11-06 08:49:37
  EXPECT_EQ(after("retry-after", "7"), 7'000);
  EXPECT_EQ(after("retry-after", "0.5"), 500);
  EXPECT_EQ(after("retry-after-ms", "250"), 250);
  EXPECT_EQ(after("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT"), 60'000);
  EXPECT_EQ(after("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT"), 0);
  for (const char* none : {"", "-1", "soon", "7s", "nan", "inf", "Sun, 06 Now 1994 08:49:37 GMT"})
    EXPECT_EQ(after("retry-after", none), -1) << none;
  EXPECT_EQ(after("retry-after", "99999999999999999999"), 365LL * 24 * 3600 * 1000);
  EXPECT_EQ(after("other", "7"), -1);
}

TEST(Provider, ErrorsInAllTheirForms) {
  auto message = [](const char* text) {
    auto error = provider_error_in(parse_json(text).value());
    return error ? error->message : "none";
  };
  EXPECT_EQ(message(R"({"error":{"message":"a"}})"), "a");
  EXPECT_EQ(message(R"({"error":"b"})"), "b");
  EXPECT_EQ(message(R"({"object":"error","message":"c","code":400})"), "c");
  EXPECT_EQ(message(R"({"detail":"d"})"), "d");
  EXPECT_EQ(message(R"({"detail":[{"loc":["body"],"msg":"e"}]})"),
            R"({"detail":[{"loc":["body"],"msg":"e"}]})");
  EXPECT_EQ(message(R"({"error":null,"status":"completed"})"), "none");
  EXPECT_EQ(message("[]"), "none");
}

}  // namespace
}  // namespace suit
