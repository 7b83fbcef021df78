#include "model/thinking.h"

#include <gtest/gtest.h>

#include "model/decoder.h"

namespace suit {
namespace {

constexpr const char* kBlock = "a.txt\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n";

std::string answer_of(std::string_view text) {
  return split_thinking(text).answer;
}

TEST(Thinking, EveryFormIsTakenOut) {
  const std::pair<const char*, const char*> marks[] = {
      {"<think>", "</think>"},
      {"<thinking>", "</thinking>"},
      {"<Thinking effort=\"high\">", "</Thinking>"},
      {"<thought>", "</thought>"},
      {"<reasoning>", "</reasoning>"},
      {"<reflection>", "</reflection>"},
      {"<seed:think>", "</seed:think>"},
      {"<mm:think>", "</mm:think>"},
      {"<thinking>", "</thinking>"},
      {"[THINK]", "[/THINK]"},
      {"\xE2\x97\x81think\xE2\x96\xB7", "\xE2\x97\x81/think\xE2\x96\xB7"},
      {"<|begin_of_thought|>", "<|end_of_thought|>"},
      {"<|START_THINKING|>", "<|END_THINKING|>"},
      {"<|think|>", "<|/think|>"},
      {"<\xEF\xBD\x9C"
       "begin_of_thinking\xEF\xBD\x9C>",
       "<\xEF\xBD\x9C"
       "end_of_thinking\xEF\xBD\x9C>"},
      {"<|channel>thought", "<channel|>"},
      {"<unused94>", "<unused95>"},
      {"<|inner_prefix|>", "<|inner_suffix|>"},
      {"&lt;think&gt;", "&lt;/think&gt;"},
      {"<think>", "</thinking>"},
  };
  for (const auto& [open, close] : marks) {
    SCOPED_TRACE(open);
    std::string thinking = std::string("Let me see.\n") + kBlock + "QUESTION: which?";
    SplitAnswer split =
        split_thinking(std::string(open) + "\n" + thinking + "\n" + close + "\n\nNo change is needed.");
    EXPECT_EQ(split.answer, "No change is needed.");
    EXPECT_EQ(split.thinking, thinking);
    EXPECT_EQ(answer_of(std::string("Sure.\n") + open + "x" + close + "\n" + kBlock),
              std::string("Sure.\n\n") + kBlock);
    EXPECT_EQ(answer_of(thinking + "\n" + close + "\nDone."), "Done.") << "the template opened it";
    EXPECT_EQ(answer_of(std::string(open) + thinking), "") << "it never ends";
  }
}

TEST(Thinking, HarmonysChannels) {
  std::string thought = std::string("<|channel|>analysis<|message|>Maybe\n```\n") + kBlock;
  std::string rest = "<|end|><|start|>assistant<|channel|>final<|message|>No change.<|return|>";
  EXPECT_EQ(answer_of(thought + rest), "No change.");
  EXPECT_EQ(answer_of("We think.<|end|><|start|>assistant<|channel|>final<|message|>Yes."), "Yes.");
  EXPECT_EQ(answer_of(thought + "<|end|><|start|>assistant<|channel|>commentary to=functions.remove "
                                "<|constrain|>json<|message|>{\"path\": \"a\"}<|call|>"),
            "");
  EXPECT_EQ(answer_of(thought), "");
  EXPECT_EQ(answer_of("analysisWe need to change nothing.assistantfinalNothing to do."), "Nothing to do.");
  EXPECT_EQ(answer_of("analysis of the code: it is fine"), "analysis of the code: it is fine");
}

TEST(Thinking, AWrapperRoundTheAnswerGoesWithIt) {
  EXPECT_EQ(answer_of("<think>x</think>\n<answer>\nYes.\n</answer>"), "Yes.\n");
  EXPECT_EQ(
      answer_of("<|begin_of_thought|>x<|end_of_thought|>\n<|begin_of_solution|>Yes.<|end_of_solution|>"),
      "Yes.");
  EXPECT_EQ(answer_of("<answer>Yes.</answer>"), "<answer>Yes.</answer>") << "without thinking it is a text";
  EXPECT_EQ(answer_of("Here is my thought process: hm\n\nHere is my response: Yes."), "Yes.");
}

TEST(Thinking, NestedAndSpokenOf) {
  EXPECT_EQ(answer_of("<think>a <think>b</think> c</think>d"), "d");
  EXPECT_EQ(answer_of("<thinking>a\n<reflection>b</reflection>\nc</thinking>\n<output>d</output>"), "d");
  EXPECT_EQ(answer_of("<think>It asks for the <think> tag.</think>d"), "d");
  EXPECT_EQ(answer_of("<think>They write `</think>` there.\n" + std::string(kBlock) + "</think>\nNo."),
            "No.");
  EXPECT_EQ(answer_of("<think>The file has </think> in it.\n" + std::string(kBlock) + "</think>\nNo."),
            "No.");
  EXPECT_EQ(answer_of("<think>```\n</think>\n```\nso\n</think>d"), "d");
  EXPECT_EQ(answer_of("<think>```py\nnever closed\n</think>\na.txt\n```\nnew\n```\n"),
            "a.txt\n```\nnew\n```\n");
  EXPECT_EQ(answer_of("<think></think>\n\nd"), "d");
  EXPECT_EQ(answer_of("<think>a</think><think>b</think>d"), "d");
  EXPECT_EQ(split_thinking("<think>a</think>x\n<think>b</think>\ny").thinking, "a\nb");
}

// Text for files keeps every byte.
TEST(Thinking, MarksInCodeAreContent) {
  const std::string texts[] = {
      "a.html\n```html\n<think>\nfile\n</think>\n```\n",
      "a.html\n`````md\n```\n<think>\n```\n</think>\n`````\n",
      "a.txt\n<<<<<<< SEARCH\n<think>\n=======\nx</think>\n>>>>>>> REPLACE\n",
      "a.txt\n<<<<<<< SEARCH\none\n=======\n</think>\n>>>>>>> REPLACE\nDone.\n",
      "*** Begin Patch\n*** Update File: a\n@@\n-x\n+</think>\n*** End Patch\n",
      "--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n <think>\n\n+</think>\n+y\n",
      R"({"tool": "write", "arguments": {"path": "a", "content": "<think>\n</think>x"}})",
      "It writes `<think>` and `</think>` round it.",
      "It skips the <think> tag and the </think> tag.\n",
      "Skips <think> up to </think>\n",
      "[think](think.md) and [thinking]: x",
      "std::vector<think> and List<Thought>x",
      "",
      "plain",
  };
  for (const std::string& text : texts) {
    EXPECT_EQ(answer_of(text), text);
    EXPECT_EQ(answer_of("<think>hm</think>\n" + text), text);
  }
}

TEST(Thinking, ALongTextTakesNoLongerThanItsLength) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "{\n<think>x</think>\n<<<<<<< SEARCH\n*** Begin Patch\n";
  EXPECT_EQ(split_thinking(text).thinking.size(), 50'000u * 2 - 1);
  text = std::string("<think>x</think>\n");
  for (int i = 0; i < 100'000; ++i) text += "{\n";
  for (int i = 0; i < 100'000; ++i) text += "}\n";
  EXPECT_EQ(split_thinking(text).thinking, "x");
  text.clear();
  for (int i = 0; i < 100'000; ++i) text += "<think>`[&lt;\n";
  EXPECT_EQ(split_thinking(text).answer, "");
}

// In separate fields and parts they are never part of the text.
TEST(Thinking, WhatAnApiGivesApartStaysApart) {
  auto chat = [](const Json& message) {
    auto decoder = make_chat_decoder();
    EXPECT_FALSE(decoder->read_whole(
        to_text({{"choices", {{{"index", 0}, {"message", message}, {"finish_reason", "stop"}}}}})));
    return decoder->completion.thinking + "|" + decoder->completion.text;
  };
  EXPECT_EQ(chat({{"content", "b"}, {"reasoning_content", "a"}}), "a|b");
  EXPECT_EQ(chat({{"content", "b"}, {"reasoning", "a"}, {"reasoning_content", nullptr}}), "a|b");
  EXPECT_EQ(chat({{"content", "b"}, {"reasoning_content", "a"}, {"reasoning", "a"}}), "a|b");
  EXPECT_EQ(chat({{"content",
                   {{{"type", "thinking"}, {"thinking", {{{"type", "text"}, {"text", "a"}}}}},
                    {{"type", "text"}, {"text", "b"}}}}}),
            "a|b");
  EXPECT_EQ(chat({{"content", {{{"type", "reasoning"}, {"text", "a"}}, {{"type", "text"}, {"text", "b"}}}}}),
            "a|b");
  EXPECT_EQ(chat({{"content", nullptr}, {"reasoning_content", "a"}}), "a|");

  auto responses = make_responses_decoder();
  EXPECT_FALSE(responses->read_whole(
      R"({"status":"completed","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"a"}]},)"
      R"({"type":"message","content":[{"type":"output_text","text":"b"}]}]})"));
  EXPECT_EQ(responses->completion.thinking + "|" + responses->completion.text, "a|b");

  auto anthropic = make_anthropic_decoder();
  EXPECT_FALSE(anthropic->read_whole(
      R"({"content":[{"type":"thinking","thinking":"a"},{"type":"redacted_thinking","data":"x"},)"
      R"({"type":"text","text":"b"}],"stop_reason":"end_turn"})"));
  EXPECT_EQ(anthropic->completion.thinking + "|" + anthropic->completion.text, "a|b");

  auto streamed = make_anthropic_decoder();
  Flow flow = Flow::kMore;
  for (const char* data :
       {R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}})",
        R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"a"}})",
        R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"b"}})"}) {
    SseEvent event;
    event.data = data;
    EXPECT_FALSE(streamed->read_event(event, flow));
  }
  EXPECT_EQ(streamed->completion.thinking + "|" + streamed->completion.text, "a|b");
}

TEST(Thinking, ACompletionKeepsBoth) {
  Completion completion{.text = "<think>a</think>b", .thinking = "given apart"};
  take_thinking(completion);
  EXPECT_EQ(completion.text, "b");
  EXPECT_EQ(completion.thinking, "given apart\na");
}

}  // namespace
}  // namespace suit
