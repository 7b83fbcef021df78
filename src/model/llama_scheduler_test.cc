// Many concurrent calls on the tiny model: the same text as alone, prefixes reused, room made, calls
// cancelled.
#include "model/llama_scheduler.h"

#include <thread>

#include "support/tiny.h"

namespace suit {
namespace {

const std::vector<std::string> kQuestions = {"Hello there, I am apple.",    "Say river.",
                                             "Good morning, I am lantern.", "Give anchor and 12 as JSON.",
                                             "Say basket needle.",          "Hello, I am zipper.",
                                             "Give violet and 80 as JSON.", "Say winter."};

Context endless(int64_t tokens, const std::string& letter = "a") {
  Context context = asking("Say " + letter + ".", tokens);
  context.constraint = MatchGrammar{"root ::= \"" + letter + "\" root"};
  return context;
}

// A context of about `tokens` tokens, the same for the same seed.
std::string long_text(Model& model, int64_t tokens, const std::string& seed) {
  std::string text = seed;
  while (model.count_tokens(text) < tokens) text += " the apple and the " + seed;
  return text;
}

TEST(LlamaScheduler, ACallGivesTheSameTextAloneAndAmongOthers) {
  auto model = must(make_llama_model(tiny_config()));
  std::vector<std::string> alone;
  for (const std::string& question : kQuestions) alone.push_back(answer(*model, asking(question)).text);
  // A fresh one, so that there is nothing to reuse.
  model = must(make_llama_model(tiny_config()));
  std::vector<std::string> together(kQuestions.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kQuestions.size(); ++i)
    threads.emplace_back([&, i] { together[i] = answer(*model, asking(kQuestions[i])).text; });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(together, alone);
}

TEST(LlamaScheduler, MoreCallsThanSequencesAllComeThrough) {
  ModelConfig config = tiny_config();
  config.sequences = 2;
  auto model = must(make_llama_model(config));
  std::atomic<int> right = 0;
  std::string expected = answer(tiny(), asking(kQuestions[0])).text;
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i)
    threads.emplace_back([&, i] {
      std::string text = answer(*model, asking(kQuestions[static_cast<size_t>(i) % 2])).text;
      if (i % 2 == 1 || text == expected) ++right;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 20);
}

TEST(LlamaScheduler, ALaterCallStartsWhereTheBeginningsPart) {
  auto model = must(make_llama_model(tiny_config()));
  std::string text = long_text(*model, 1'000, "garden");
  Completion first = answer(*model, asking(text + " one"));
  EXPECT_EQ(first.usage.tokens_cached, 0);
  Completion again = answer(*model, asking(text + " one"));
  EXPECT_EQ(again.usage.tokens_cached, again.usage.tokens_in - 1);
  EXPECT_EQ(again.text, first.text);
  Completion other = answer(*model, asking(text + " two"));
  EXPECT_GE(other.usage.tokens_cached, 990);
  EXPECT_LT(other.usage.tokens_cached, other.usage.tokens_in);
  // The answer counts as a prefix too.
  Context more = asking(text + " one");
  more.messages.push_back({Role::kAssistant, first.text});
  more.messages.push_back({Role::kUser, "Say apple."});
  EXPECT_GE(answer(*model, more).usage.tokens_cached, first.usage.tokens_in);
}

TEST(LlamaScheduler, CallsThatStartTogetherComputeTheirBeginningOnce) {
  auto model = must(make_llama_model(tiny_config()));
  std::string text = long_text(*model, 1'000, "harbor");
  std::atomic<int64_t> in = 0, cached = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&, i] {
      Completion completion = answer(*model, asking(text + " " + std::to_string(i), 8));
      in += completion.usage.tokens_in;
      cached += completion.usage.tokens_cached;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(cached, 5 * 990);
  EXPECT_GT(in, 6 * 1'000);
}

TEST(LlamaScheduler, WhatIsOldGoesWhenRoomIsNeeded) {
  ModelConfig config = tiny_config();
  config.context_tokens = 1'024;
  auto model = must(make_llama_model(config));
  for (const char* seed : {"garden", "harbor", "island", "jacket", "kettle"}) {
    std::string text = long_text(*model, 700, seed);
    EXPECT_LT(answer(*model, asking(text)).usage.tokens_cached, 100);
    EXPECT_GT(answer(*model, asking(text)).usage.tokens_cached, 690);
  }
}

TEST(LlamaScheduler, CallsThatDoNotFitTogetherTakeTurns) {
  ModelConfig config = tiny_config();
  config.context_tokens = 512;
  config.sequences = 4;
  auto model = must(make_llama_model(config));
  std::vector<std::thread> threads;
  std::vector<Completion> completions(4);
  for (size_t i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      completions[i] = answer(*model, endless(300, std::string(1, static_cast<char>('a' + i))));
    });
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(completions[i].usage.tokens_out, 300);
    EXPECT_EQ(completions[i].text.find_first_not_of(static_cast<char>('a' + i)), std::string::npos);
    EXPECT_EQ(completions[i].usage.tokens_in, completions[0].usage.tokens_in);
  }
}

TEST(LlamaScheduler, AnAnswerEndsWithTheWindow) {
  ModelConfig config = tiny_config();
  config.context_tokens = 512;
  auto model = must(make_llama_model(config));
  Completion completion = answer(*model, endless(10'000));
  EXPECT_EQ(completion.finish, Finish::kLength);
  EXPECT_LE(completion.usage.tokens_in + completion.usage.tokens_out, 513);
  EXPECT_GT(completion.usage.tokens_out, 400);
}

TEST(LlamaScheduler, ACancelledCallEndsAndTheOthersDoNotNotice) {
  std::string expected = answer(tiny(), asking(kQuestions[0])).text;
  std::atomic<bool> cancelled = false;
  CallWatch watch;
  watch.cancelled = &cancelled;
  watch.on_text = [&](std::string_view) { cancelled = true; };
  CallFailure failure;
  std::thread first([&] { failure = failure_of(tiny(), endless(4'000), watch); });
  for (int i = 0; i < 4; ++i) EXPECT_EQ(answer(tiny(), asking(kQuestions[0])).text, expected);
  first.join();
  EXPECT_EQ(failure.kind, FailureKind::kCancelled);
  EXPECT_FALSE(failure.partial.empty());
  EXPECT_LT(failure.usage.tokens_out, 4'000);
  EXPECT_GT(failure.usage.tokens_in, 0);
}

TEST(LlamaScheduler, ACallThatIsCancelledBeforeItStartsComputesNothing) {
  std::atomic<bool> cancelled = true;
  CallWatch watch;
  watch.cancelled = &cancelled;
  CallFailure failure = failure_of(tiny(), endless(4'000), watch);
  EXPECT_EQ(failure.kind, FailureKind::kCancelled);
}

TEST(LlamaScheduler, GivesWayWithoutChangingTheText) {
  std::string expected = answer(tiny(), asking(kQuestions[2])).text;
  tiny().give_way(true);
  EXPECT_EQ(answer(tiny(), asking(kQuestions[2])).text, expected);
  tiny().give_way(false);
  EXPECT_EQ(answer(tiny(), asking(kQuestions[2])).text, expected);
}

}  // namespace
}  // namespace suit
