#include "model/decoder.h"
#include "support/remote_models.h"

namespace suit {
namespace {

// An upstream with scripted answers; the requests that it got, as JSON.
struct OpenAiStage {
  Shared<std::string> body{chat_answer().whole};
  Shared<std::string> type{"application/json"};
  FaultyUpstream upstream{[this](const Received&, Peer& peer) {
    peer.send(answer_of(200, body.get(), "Content-Type: " + type.get() + "\r\n"));
  }};
  MemoryEgress egress;

  std::unique_ptr<Model> model(const std::string& api = "chat", bool grammar = false) {
    ModelConfig config = remote_config({"", ModelKind::kOpenAi, api, {}}, upstream.url());
    config.grammar = grammar;
    return remote_model(config, egress);
  }
  Received last() { return upstream.received().back(); }
};

Context full_context() {
  Context context;
  context.messages = {
      {Role::kSystem, "Be brief."},
      {Role::kUser, "List \"src\"."},
      {.role = Role::kAssistant, .text = "", .tool_calls = {{"call_1", "list", R"({"path":"src"})"}}},
      {.role = Role::kTool, .text = "a.cc\nb.cc", .tool_call_id = "call_1"},
      {Role::kUser, "And?"}};
  context.tools = {{"list", "lists a folder",
                    parse_json(R"({"type":"object","properties":{"path":{"type":"string"}}})").value()}};
  context.constraint =
      MatchSchema{parse_json(R"({"type":"object","properties":{"n":{"type":"integer"}}})").value()};
  context.tokens_out_max = 256;
  context.temperature = 0.25;
  context.log_probabilities = 2;
  return context;
}

TEST(OpenAi, ChatRequest) {
  OpenAiStage stage;
  Context context = full_context();
  context.seed = 7;
  context.stop = {"END", "\n\n"};
  must(completion_of(stage.model()->complete(context, {})));
  Received request = stage.last();
  EXPECT_EQ(request.method + " " + request.target, "POST /v1/chat/completions");
  EXPECT_EQ(request.fields.at("authorization"), "Bearer " + std::string(kTestKey));
  EXPECT_EQ(
      request.body,
      R"({"model":"m-1","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"List \"src\"."},)"
      R"({"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"list","arguments":"{\"path\":\"src\"}"}}]},)"
      R"({"role":"tool","content":"a.cc\nb.cc","tool_call_id":"call_1"},{"role":"user","content":"And?"}],)"
      R"("tools":[{"type":"function","function":{"name":"list","description":"lists a folder","parameters":{"type":"object","properties":{"path":{"type":"string"}}}}}],)"
      R"("max_tokens":256,"temperature":0.25,"seed":7,"stop":["END","\n\n"],"logprobs":true,"top_logprobs":2,)"
      R"("response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object","properties":{"n":{"type":"integer"}}}}}})");
}

TEST(OpenAi, StreamingAsksForTheUsage) {
  OpenAiStage stage;
  CallWatch watch;
  watch.on_text = [](std::string_view) {};
  must(completion_of(stage.model()->complete({.messages = {{Role::kUser, "Hi"}}}, watch)));
  EXPECT_EQ(
      stage.last().body,
      R"({"model":"m-1","messages":[{"role":"user","content":"Hi"}],"max_tokens":4096,"temperature":0.0,"stream":true,"stream_options":{"include_usage":true}})");
}

TEST(OpenAi, ResponsesRequest) {
  OpenAiStage stage;
  stage.body = responses_answer().whole;
  must(completion_of(stage.model("responses")->complete(full_context(), {})));
  Received request = stage.last();
  EXPECT_EQ(request.target, "/v1/responses");
  EXPECT_EQ(
      request.body,
      R"({"model":"m-1","input":[{"role":"system","content":"Be brief."},{"role":"user","content":"List \"src\"."},)"
      R"({"type":"function_call","call_id":"call_1","name":"list","arguments":"{\"path\":\"src\"}"},)"
      R"({"type":"function_call_output","call_id":"call_1","output":"a.cc\nb.cc"},{"role":"user","content":"And?"}],)"
      R"("tools":[{"type":"function","name":"list","description":"lists a folder","parameters":{"type":"object","properties":{"path":{"type":"string"}}},"strict":false}],)"
      R"("max_output_tokens":256,"temperature":0.25,"include":["message.output_text.logprobs"],"top_logprobs":2,)"
      R"("text":{"format":{"type":"json_schema","name":"answer","strict":true,"schema":{"type":"object","properties":{"n":{"type":"integer"}}}}},"store":false})");
}

TEST(OpenAi, AGrammarOnlyWhereTheServerTakesOne) {
  OpenAiStage stage;
  Context context{.messages = {{Role::kUser, "Hi"}}, .constraint = MatchGrammar{"root ::= \"a\""}};
  for (const char* api : {"chat", "responses"}) {
    auto failure = std::get<CallFailure>(stage.model(api)->complete(context, {}));
    EXPECT_EQ(failure.kind, FailureKind::kRequest);
    EXPECT_EQ(failure.error.code, ErrorCode::kUnsupported);
  }
  EXPECT_TRUE(stage.upstream.received().empty());
  auto model = stage.model("chat", true);
  EXPECT_TRUE(model->capabilities().grammar);
  must(completion_of(model->complete(context, {})));
  EXPECT_EQ(parse_json(stage.last().body).value()["grammar"], "root ::= \"a\"");
}

TEST(OpenAi, ResponsesHasNoStopTexts) {
  OpenAiStage stage;
  EXPECT_EQ(std::get<CallFailure>(stage.model("responses")->complete({.stop = {"x"}}, {})).kind,
            FailureKind::kRequest);
}

TEST(OpenAi, WhatAModelDoesNotTakeIsLeftOutFromThenOn) {
  std::string refused;
  FaultyUpstream upstream([&](const Received& request, Peer& peer) {
    Json body = parse_json(request.body).value();
    for (auto [field, message] :
         {std::pair("max_tokens",
                    "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                    "'max_completion_tokens' instead."),
          std::pair("temperature", "Unsupported value: 'temperature' does not support 0 with this model."),
          std::pair("seed", "Unknown parameter")}) {
      if (!body.contains(field)) continue;
      peer.send(answer_of(400, to_text({{"error",
                                         {{"message", message},
                                          {"type", "invalid_request_error"},
                                          {"param", field},
                                          {"code", "unsupported_parameter"}}}})));
      return;
    }
    peer.send(answer_of(200, chat_answer().whole, "Content-Type: application/json\r\n"));
  });
  MemoryEgress egress;
  auto model = remote_model(remote_config({"", ModelKind::kOpenAi, "chat", {}}, upstream.url()), egress);
  Context context = hello();
  context.seed = 1;
  must(completion_of(model->complete(context, {})));
  EXPECT_EQ(upstream.received().size(), 4u);
  must(completion_of(model->complete(context, {})));
  EXPECT_EQ(upstream.received().size(), 5u);
  Json body = parse_json(upstream.received().back().body).value();
  EXPECT_EQ(body["max_completion_tokens"], 100);
}

TEST(OpenAi, ToolCallsPlainAndStreamed) {
  OpenAiStage stage;
  stage.body = R"({"model":"m-1","choices":[{"index":0,"message":{"content":null,"tool_calls":[)"
               R"({"id":"a","type":"function","function":{"name":"list","arguments":"{\"path\":\"src\"}"}},)"
               R"({"type":"function","function":{"name":"now","arguments":""}}]},"finish_reason":"stop"}]})";
  Completion completion = must(completion_of(stage.model()->complete(hello(), {})));
  EXPECT_EQ(completion.finish, Finish::kToolCalls);
  ASSERT_EQ(completion.tool_calls.size(), 2u);
  EXPECT_EQ(completion.tool_calls[0].id, "a");
  EXPECT_EQ(completion.tool_calls[0].arguments, R"({"path":"src"})");
  EXPECT_EQ(completion.tool_calls[1].id, "call_2");  // generated
  EXPECT_EQ(completion.tool_calls[1].arguments, "{}");

  stage.type = "text/event-stream";
  stage.body =
      R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"list","arguments":""}}]}}]})"
      "\n\n"
      R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"pa"}},{"index":1,"id":"b","function":{"name":"now"}}]}}]})"
      "\n\n"
      R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"th\":1}"}}]}}]})"
      "\n\n"
      R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})"
      "\n\ndata: [DONE]\n\n";
  CallWatch watch;
  watch.on_text = [](std::string_view) {};
  completion = must(completion_of(stage.model()->complete(hello(), watch)));
  EXPECT_EQ(completion.finish, Finish::kToolCalls);
  ASSERT_EQ(completion.tool_calls.size(), 2u);
  EXPECT_EQ(completion.tool_calls[0].arguments, R"({"path":1})");
  EXPECT_EQ(completion.tool_calls[1].name, "now");
  EXPECT_TRUE(completion.usage.estimated);
  EXPECT_GT(completion.usage.tokens_out, 0);
}

TEST(OpenAi, ResponsesToolCalls) {
  OpenAiStage stage;
  Json item = {{"type", "function_call"}, {"call_id", "a"}, {"name", "list"}, {"arguments", "{}"}};
  Json response = {
      {"status", "completed"}, {"model", "m-1"}, {"error", nullptr}, {"output", Json::array({item})}};
  stage.body = to_text(response);
  Completion completion = must(completion_of(stage.model("responses")->complete(hello(), {})));
  EXPECT_EQ(completion.finish, Finish::kToolCalls);
  EXPECT_EQ(completion.tool_calls.at(0).id, "a");
  // A server that omits the output in its last event.
  response["output"] = Json::array();
  stage.type = "text/event-stream";
  stage.body =
      "data: " + to_text({{"type", "response.output_item.done"}, {"output_index", 0}, {"item", item}}) +
      "\n\ndata: " + to_text({{"type", "response.completed"}, {"response", response}}) + "\n\n";
  CallWatch watch;
  watch.on_text = [](std::string_view) {};
  completion = must(completion_of(stage.model("responses")->complete(hello(), watch)));
  EXPECT_EQ(completion.tool_calls.at(0).name, "list");
}

std::optional<Fault> whole(AnswerDecoder& decoder, const Json& body) {
  return decoder.read_whole(to_text(body));
}

Json chat_ending(Json message, Json reason) {
  return {{"choices", Json::array({{{"index", 0}, {"message", message}, {"finish_reason", reason}}})}};
}

TEST(OpenAi, HowAnAnswerEnds) {
  for (auto [reason, finish] :
       {std::pair("stop", Finish::kStop), std::pair("length", Finish::kLength),
        std::pair("content_filter", Finish::kFiltered), std::pair("tool_calls", Finish::kToolCalls)}) {
    auto decoder = make_chat_decoder();
    EXPECT_FALSE(whole(*decoder, chat_ending({{"content", "x"}}, reason)));
    EXPECT_EQ(decoder->completion.finish, finish);
  }
  for (Json reason : {Json("error"), Json("abort"), Json(nullptr), Json(3), Json("")}) {
    auto decoder = make_chat_decoder();
    auto fault = whole(*decoder, chat_ending({{"content", "x"}}, reason));
    ASSERT_TRUE(fault) << reason;
    EXPECT_EQ(fault->kind, FailureKind::kBroken);
  }
  auto decoder = make_chat_decoder();
  EXPECT_FALSE(whole(*decoder, chat_ending({{"content", nullptr}, {"refusal", "I won't"}}, "stop")));
  EXPECT_EQ(decoder->completion.finish, Finish::kFiltered);
  EXPECT_EQ(decoder->completion.text, "I won't");
}

TEST(OpenAi, ResponsesThatAreNotCompleted) {
  auto ended = [](Json more) {
    auto decoder = make_responses_decoder();
    Json body = {{"output", Json::array()}};
    body.update(more);
    auto fault = whole(*decoder, body);
    return fault ? "fault " + std::string(name_of(fault->kind))
                 : std::string(name_of(decoder->completion.finish));
  };
  EXPECT_EQ(ended({{"status", "incomplete"}, {"incomplete_details", {{"reason", "max_output_tokens"}}}}),
            "length");
  EXPECT_EQ(ended({{"status", "incomplete"}, {"incomplete_details", {{"reason", "content_filter"}}}}),
            "filtered");
  EXPECT_EQ(ended({{"status", "incomplete"}, {"incomplete_details", nullptr}}), "fault broken");
  EXPECT_EQ(ended({{"status", "in_progress"}}), "fault broken");
  EXPECT_EQ(ended({{"status", "failed"}, {"error", {{"code", "rate_limit_exceeded"}, {"message", "m"}}}}),
            "fault overloaded");
  EXPECT_EQ(ended({{"status", "failed"}, {"error", {{"code", "server_error"}, {"message", "m"}}}}),
            "fault unreachable");
  EXPECT_EQ(ended(Json::object()), "fault broken");
}

TEST(OpenAi, AStreamMayNotContradictItself) {
  auto decoder = make_responses_decoder();
  Flow flow;
  EXPECT_FALSE(decoder->read_event({"", R"({"type":"response.output_text.delta","delta":"yes"})", ""}, flow));
  auto fault = decoder->read_event(
      {"",
       R"({"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"no"}]}]}})",
       ""},
      flow);
  EXPECT_TRUE(fault);
}

TEST(OpenAi, DoneAloneIsNoEnd) {
  auto decoder = make_chat_decoder();
  Flow flow;
  EXPECT_FALSE(
      decoder->read_event({"", R"({"choices":[{"index":0,"delta":{"content":"half"}}]})", ""}, flow));
  EXPECT_FALSE(decoder->read_event({"", "[DONE]", ""}, flow));
  EXPECT_EQ(flow, Flow::kEnough);
  EXPECT_FALSE(decoder->has_ended());
}

TEST(OpenAi, LogProbabilities) {
  auto decoder = make_chat_decoder();
  Json body = chat_ending({{"content", "yes"}}, "stop");
  body["choices"][0]["logprobs"] =
      parse_json(
          R"({"content":[{"token":"yes","logprob":-0.25,"top_logprobs":[{"token":"yes","logprob":-0.25},{"token":"no","logprob":-1.5}]}]})")
          .value();
  EXPECT_FALSE(whole(*decoder, body));
  ASSERT_EQ(decoder->completion.log_probabilities.size(), 1u);
  EXPECT_EQ(decoder->completion.log_probabilities[0].log_probability, -0.25);
  EXPECT_EQ(decoder->completion.log_probabilities[0].likeliest.at(1).first, "no");
}

TEST(OpenAi, Embeddings) {
  OpenAiStage stage;
  stage.body = R"({"data":[{"index":1,"embedding":[0,2]},{"index":0,"embedding":[3,4]}],"model":"m-1"})";
  auto model = stage.model();
  auto vectors = must(model->embed({"a", "b"}));
  EXPECT_EQ(vectors, (std::vector<std::vector<float>>{{0.6f, 0.8f}, {0, 1}}));
  EXPECT_EQ(stage.last().target, "/v1/embeddings");
  EXPECT_EQ(stage.last().body, R"({"model":"m-1","input":["a","b"],"encoding_format":"float"})");
  for (const char* bad : {R"({"data":[{"index":0,"embedding":[3,4]}]})",
                          R"({"data":[{"index":0,"embedding":[3,4]},{"index":1,"embedding":[3]}]})",
                          R"({"data":[{"index":0,"embedding":[0,0]},{"index":1,"embedding":[3,4]}]})",
                          R"({"data":[{"index":7,"embedding":[3,4]}]})", "[", "{}"}) {
    stage.body = bad;
    EXPECT_FALSE(model->embed({"a", "b"})) << bad;
  }
  EXPECT_TRUE(must(model->embed({})).empty());
}

TEST(OpenAi, BadSettings) {
  MemoryEgress egress;
  EXPECT_EQ(make_provider_model({.name = "x", .url = "nonsense"}, egress).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(make_provider_model({.name = "x", .url = "http://a", .api = "other"}, egress).error().code,
            ErrorCode::kInvalid);
  auto model = must(make_provider_model({.name = "x", .url = "http://localhost:1"}, egress));
  EXPECT_TRUE(model->capabilities().local);
  EXPECT_FALSE(must(make_provider_model({.name = "x", .url = "http://127.example.com"}, egress))
                   ->capabilities()
                   .local);
}

}  // namespace
}  // namespace suit
