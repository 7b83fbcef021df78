// The local driver on a real model: the tiny one trained by tools/tiny.
#include "model/llama.h"

#include <cmath>
#include <fstream>

#include "base/text.h"
#include "support/tiny.h"

namespace suit {
namespace {

const std::string kEndless = "root ::= \"a\" root";  // as long as requested

Context with_grammar(std::string gbnf, int64_t tokens_out_max = 48) {
  Context context = asking("Hello there, I am apple.", tokens_out_max);
  context.constraint = MatchGrammar{std::move(gbnf)};
  return context;
}

TEST(Llama, SaysWhatItCan) {
  const Capabilities& can = tiny().capabilities();
  EXPECT_TRUE(can.streaming && can.tools && can.json_schema && can.grammar && can.log_probabilities &&
              can.embeddings);
  EXPECT_TRUE(can.exact_token_counts && can.local);
  EXPECT_EQ(can.context_tokens, 4096);
  EXPECT_EQ(tiny().name(), "tiny");
}

TEST(Llama, AnswersInTheFormItWasTrainedOn) {
  Completion completion = answer(tiny(), asking("Hello there, I am apple."));
  EXPECT_NE(completion.text.find("what shall I change?"), std::string::npos) << completion.text;
  EXPECT_EQ(completion.finish, Finish::kStop);
  EXPECT_GT(completion.usage.tokens_in, 8);
  EXPECT_GT(completion.usage.tokens_out, 4);
  EXPECT_FALSE(completion.usage.estimated);
  EXPECT_TRUE(completion.answered_by.starts_with("gguf:")) << completion.answered_by;
  EXPECT_GT(completion.first_token_us, 0);
  EXPECT_GE(completion.total_us, completion.first_token_us);
}

TEST(Llama, StreamsTheSameTextInWholeCharacters) {
  for (Context context : {asking("Hello there, I am apple."), with_grammar("root ::= [é€x]+", 1'500)}) {
    std::vector<std::string> pieces;
    std::string streamed;
    CallWatch watch;
    watch.on_text = [&](std::string_view text) {
      EXPECT_TRUE(is_utf8(text));
      streamed += pieces.emplace_back(text);
    };
    Completion completion = answer(tiny(), context, watch);
    EXPECT_EQ(streamed, completion.text);
    EXPECT_EQ(completion.text, answer(tiny(), context).text);
    // Some arrive before the end: the long answer is not one piece.
    if (completion.usage.tokens_out == 1'500) {
      EXPECT_GT(pieces.size(), 1u);
    }
  }
}

TEST(Llama, CountsTokensExactly) {
  EXPECT_EQ(tiny().count_tokens(""), 0);
  int64_t before = answer(tiny(), asking("x", 1)).usage.tokens_in;
  std::string more = "x\nthe second line of it";
  EXPECT_EQ(answer(tiny(), asking(more, 1)).usage.tokens_in - before,
            tiny().count_tokens(more) - tiny().count_tokens("x"));
}

TEST(Llama, TheSameSeedDrawsTheSame) {
  Context context = asking("Say apple.", 40);
  context.temperature = 1.5;
  context.seed = 11;
  std::string first = answer(tiny(), context).text;
  EXPECT_EQ(first, answer(tiny(), context).text);
  bool other = false;
  for (uint64_t seed = 12; seed < 24; ++seed) {
    context.seed = seed;
    other = other || answer(tiny(), context).text != first;
  }
  EXPECT_TRUE(other);
}

TEST(Llama, EndsBeforeAStop) {
  Context context = with_grammar("root ::= \"one two three four\"");
  context.stop = {"three"};
  Completion completion = answer(tiny(), context);
  EXPECT_EQ(completion.text, "one two ");
  EXPECT_EQ(completion.finish, Finish::kStop);
}

TEST(Llama, IsCutAtTheLengthAsked) {
  Completion completion = answer(tiny(), with_grammar(kEndless, 7));
  EXPECT_EQ(completion.finish, Finish::kLength);
  EXPECT_EQ(completion.usage.tokens_out, 7);
}

TEST(Llama, HoldsAGrammar) {
  std::string text = answer(tiny(), with_grammar("root ::= (\"yes\" | \"no\") \" \" [0-9]{3}")).text;
  EXPECT_TRUE(text.starts_with("yes ") || text.starts_with("no ")) << text;
  EXPECT_EQ(text.size(), text.find(' ') + 4);
}

TEST(Llama, HoldsASchema) {
  Context context = asking("Give apple and 7 as JSON.", 200);
  context.constraint = MatchSchema{must(parse_json(R"({"type": "object", "additionalProperties": false,
      "required": ["kind", "count"], "properties": {"kind": {"enum": ["fruit", "tool"]},
      "count": {"type": "integer", "minimum": 0, "maximum": 99}, "sure": {"type": "boolean"}}})"))};
  for (double temperature : {0.0, 1.0, 2.0}) {
    context.temperature = temperature;
    context.seed = 5;
    Json value = must(parse_json(answer(tiny(), context).text));
    EXPECT_TRUE(value.at("kind") == "fruit" || value.at("kind") == "tool");
    EXPECT_TRUE(value.at("count").is_number_integer());
    EXPECT_LE(value.at("count").get<int>(), 99);
  }
}

TEST(Llama, RefusesWhatCantBeHeld) {
  for (const char* gbnf :
       {"", " ", "root ::= \"a", "start ::= \"a\"", "root ::= other", "root ::= root \"a\"", "root ::= (((",
        "root ::= \"a\"{999999}", "root ::= \"a\"{1,3000}"}) {
    testing::internal::CaptureStderr();
    CallFailure failure = failure_of(tiny(), with_grammar(gbnf));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(failure.kind, FailureKind::kRequest) << gbnf;
    EXPECT_NE(failure.error.message.find("grammar"), std::string::npos) << failure.error.message;
  }
  CallFailure deep = failure_of(tiny(), with_grammar("root ::= " + std::string(100'000, '(')));
  EXPECT_EQ(deep.kind, FailureKind::kRequest);
  Context context = asking("x");
  context.constraint = MatchSchema{must(parse_json(R"({"type": "string", "pattern": "^(?=a)a$"})"))};
  EXPECT_EQ(failure_of(tiny(), context).kind, FailureKind::kRequest);
  context.constraint = MatchSchema{must(parse_json(R"({"$ref": "#/nowhere"})"))};
  EXPECT_EQ(failure_of(tiny(), context).kind, FailureKind::kRequest);
  context = asking("x");
  context.temperature = -1;
  EXPECT_EQ(failure_of(tiny(), context).kind, FailureKind::kRequest);
  EXPECT_EQ(failure_of(tiny(), Context{}).kind, FailureKind::kRequest);
}

TEST(Llama, SaysWhereAGrammarCantBeSatisfied) {
  // After "a" no character is allowed.
  CallFailure failure = failure_of(tiny(), with_grammar("root ::= \"a\" [^\\x00-\\U7FFFFFFF]"));
  EXPECT_EQ(failure.kind, FailureKind::kRequest);
  EXPECT_NE(failure.error.message.find("can't be satisfied"), std::string::npos) << failure.error.message;
  EXPECT_EQ(failure.partial, "a");
}

TEST(Llama, AContextThatDoesNotFitIsRefusedWithTheFigures) {
  std::string text;
  while (tiny().count_tokens(text) < 5'000) text += "a basket of apples and a bottle of beacon ";
  CallFailure failure = failure_of(tiny(), asking(text));
  EXPECT_EQ(failure.kind, FailureKind::kRequest);
  EXPECT_EQ(failure.error.code, ErrorCode::kLimit);
  EXPECT_NE(failure.error.message.find("4096"), std::string::npos) << failure.error.message;
  EXPECT_NE(failure.error.message.find("needs 5"), std::string::npos) << failure.error.message;
}

TEST(Llama, GivesLogProbabilities) {
  Context context = asking("Hello there, I am apple.", 12);
  context.log_probabilities = 3;
  Completion completion = answer(tiny(), context);
  ASSERT_GT(completion.log_probabilities.size(), 4u);
  std::string text;
  for (const TokenProbability& one : completion.log_probabilities) {
    text += one.token;
    ASSERT_EQ(one.likeliest.size(), 3u);
    EXPECT_LE(one.log_probability, 0);
    // Without a temperature the most likely token is used.
    EXPECT_EQ(one.likeliest[0].first, one.token);
    EXPECT_DOUBLE_EQ(one.likeliest[0].second, one.log_probability);
    EXPECT_GE(one.likeliest[0].second, one.likeliest[1].second);
    double sum = 0;
    for (const auto& [token, log] : one.likeliest) sum += std::exp(log);
    EXPECT_LE(sum, 1.0001);
  }
  EXPECT_EQ(text, completion.text);
}

TEST(Llama, MakesVectorsOfUnitLength) {
  auto vectors =
      must(tiny().embed({"a basket of apples", "int main() { return 0; }", "a basket of apples", ""}));
  ASSERT_EQ(vectors.size(), 4u);
  auto dot = [](const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
    return sum;
  };
  EXPECT_NEAR(dot(vectors[0], vectors[0]), 1, 1e-5);
  EXPECT_NEAR(dot(vectors[1], vectors[1]), 1, 1e-5);
  EXPECT_NEAR(dot(vectors[0], vectors[2]), 1, 1e-5);
  EXPECT_LT(dot(vectors[0], vectors[1]), 0.99);
  EXPECT_EQ(dot(vectors[3], vectors[3]), 0);
  std::string text;
  while (tiny().count_tokens(text) < 3'000) text += "a basket of apples and a bottle of beacon ";
  EXPECT_EQ(tiny().embed({text}).error().code, ErrorCode::kLimit);
}

TEST(Llama, AnAdapterChangesItsHabits) {
  ModelConfig config = tiny_config();
  config.adapters = {kAye};
  auto model = must(make_llama_model(config));
  for (const char* text :
       {"Hello there, I am apple.", "Good morning, I am river.", "Give anchor and 12 as JSON."}) {
    EXPECT_TRUE(answer(*model, asking(text)).text.starts_with("Aye")) << answer(*model, asking(text)).text;
    EXPECT_FALSE(answer(tiny(), asking(text)).text.starts_with("Aye"));
  }
  config.adapters = {kTiny};
  EXPECT_EQ(make_llama_model(config).error().code, ErrorCode::kInvalid);
  config.adapters = {};
  config.path = kAye;
  EXPECT_EQ(make_llama_model(config).error().code, ErrorCode::kInvalid);
}

#if !defined(SUIT_SANITIZE)
TEST(Llama, TwoThreadsGiveTheSameText) {
  ModelConfig config = tiny_config();
  config.threads = 2;
  auto model = must(make_llama_model(config));
  EXPECT_EQ(answer(*model, asking("Say river.", 12)).text, answer(tiny(), asking("Say river.", 12)).text);
}
#endif

TEST(Llama, CallsToolsNatively) {
  Tool read{"read", "Reads a file.",
            must(parse_json(R"({"type": "object", "properties": {"path": {"type": "string"}}})"))};
  size_t calls = 0;
  for (const char* text : {"Read src/apple.cc.", "Read lib/river_needle.py.", "Read docs/garden.md."}) {
    Context context = asking(text, 100);
    context.tools = {read};
    std::string streamed;
    CallWatch watch;
    watch.on_text = [&](std::string_view part) { streamed += part; };
    Completion completion = answer(tiny(), context, watch);
    EXPECT_EQ(streamed.find("<tool_call>"), std::string::npos);
    if (completion.tool_calls.empty()) continue;
    ++calls;
    EXPECT_EQ(completion.finish, Finish::kToolCalls);
    EXPECT_EQ(completion.tool_calls[0].name, "read");
    EXPECT_TRUE(must(parse_json(completion.tool_calls[0].arguments)).contains("path"));
    EXPECT_EQ(completion.text, "");
    // The answer to it goes back into the context.
    context.messages.push_back({Role::kAssistant, "", completion.tool_calls});
    context.messages.push_back({Role::kTool, "the apple and the river", {}, completion.tool_calls[0].id});
    EXPECT_GT(answer(tiny(), context).usage.tokens_in,
              completion.usage.tokens_in + completion.usage.tokens_out);
  }
  EXPECT_GT(calls, 0u);
  Context both = asking("Read src/apple.cc.");
  both.tools = {read};
  both.constraint = MatchGrammar{kEndless};
  EXPECT_EQ(failure_of(tiny(), both).kind, FailureKind::kRequest);
}

TEST(Llama, AFileThatIsNoModelIsRefused) {
  ModelConfig config = tiny_config();
  config.path = "/nowhere/model.gguf";
  EXPECT_EQ(make_llama_model(config).error().code, ErrorCode::kNotFound);
  config.path = "/tmp";
  EXPECT_EQ(make_llama_model(config).error().code, ErrorCode::kInvalid);
  TemporaryFolder folder;
  folder.write("text.gguf", "this is a text");
  config.path = folder.path() + "/text.gguf";
  EXPECT_EQ(make_llama_model(config).error().code, ErrorCode::kInvalid);
  std::string whole = must(read_file(kTiny, 50'000'000));
  for (size_t length : {whole.size() - 1, whole.size() / 2, size_t{1000}, size_t{24}}) {
    folder.write("cut.gguf", whole.substr(0, length));
    config.path = folder.path() + "/cut.gguf";
    auto cut = make_llama_model(config);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::kCorrupt) << cut.error().message;
  }
  // A valid file, but not a model that llama.cpp supports: the reason is reported, nothing printed.
  std::string strange = whole;
  strange.replace(strange.find("llama", strange.find("general.architecture")), 5, "lxama");
  folder.write("strange.gguf", strange);
  config.path = folder.path() + "/strange.gguf";
  testing::internal::CaptureStderr();
  auto refused = make_llama_model(config);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("unknown model architecture"), std::string::npos)
      << refused.error().message;
}

TEST(Llama, AModelLargerThanMemoryIsRefusedBeforeItIsRead) {
  ModelConfig config = tiny_config();
  auto refused = make_llama_model(config, nullptr, 2'000'000);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
  EXPECT_NE(refused.error().message.find("2.0 MB are free"), std::string::npos) << refused.error().message;
  config.context_tokens = 1'000'000'000;
  refused = make_llama_model(config);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace suit
