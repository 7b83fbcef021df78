#include "propose/program/said_in_words.h"

#include <gtest/gtest.h>

#include "model/scripted.h"
#include "propose/program/program_proposer.h"
#include "support/testing.h"

namespace suit {
namespace {

class SaidInWordsTest : public testing::Test {
 protected:
  SaidInWordsTest() {
    folder_.write("src/a.c", "int one(void) {\n  return 1;\n}\n");
    files_ = must(open_files(folder_.path()));
    in_ = std::make_unique<Folder>(*files_);
  }
  Reply propose(Proposer& proposer, const std::string& text, Level level = Level::kChat,
                std::vector<std::string> scope = {}) {
    task_ = Task{.id = ++tasks_, .text = text, .scope = must(Scope::parse(scope)), .level = level};
    return must(proposer.propose({.task = task_, .folder = *in_}));
  }
  static std::string block(const std::string& search, const std::string& replace) {
    return "src/a.c\n<<<<<<< SEARCH\n" + search + "=======\n" + replace + ">>>>>>> REPLACE\n";
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<Folder> in_;
  Task task_;
  int64_t tasks_ = 0;
};

TEST_F(SaidInWordsTest, AQuestionIsTheWholeAnswerOrNone) {
  for (const std::string answer : {
           "I thought of it.\nQUESTION: Which?\n- a\n- b\n",  // in prose
           "QUESTION: Which?\n- a\n- b\n\nI would take a.\n",
           "QUESTION:\n- a\n- b\n",
       }) {
    ScriptedModel model({answer});
    auto proposer = make_program_proposer(model, {});
    EXPECT_TRUE(std::holds_alternative<Answered>(propose(*proposer, "make it better"))) << answer;
  }
  for (const std::string answer : {
           "src/a.c\n```c\nQUESTION: Which?\n- a\n- b\n",  // in an unclosed fence
           "QUESTION: Which?\n- a\n- b\n<<<<<<< SEARCH\nnowhere\n",
           "<think>QUESTION: Which?\n- a\n- b\n</think>\nsrc/a.c\n<<<<<<< SEARCH\nnowhere\n",
       }) {
    ScriptedModel model({answer, block("  return 1;\n", "  return 2;\n")});
    auto proposer = make_program_proposer(model, {});
    EXPECT_TRUE(std::holds_alternative<Proposal>(propose(*proposer, "make it better"))) << answer;
  }
  ScriptedModel edits({"QUESTION: Which?\n- a\n- b\n" + block("  return 1;\n", "  return 2;\n")});
  auto proposer = make_program_proposer(edits, {});
  EXPECT_TRUE(std::holds_alternative<Proposal>(propose(*proposer, "make it better")))
      << "edits next to it are edits";
}

TEST_F(SaidInWordsTest, ThinkingIsNeitherActedOnNorSentBack) {
  std::string bad = block("  return 1;\n", "  return 666;\n"), good = block("  return 1;\n", "  return 2;\n");
  ScriptedModel model({"<think>\n" + bad + "</think>\nsrc/a.c\n<<<<<<< SEARCH\nnowhere\n",
                       "[THINK]" + bad + "QUESTION: x\n[/THINK]\n" + good});
  auto proposer = make_program_proposer(model, {});
  Reply reply = propose(*proposer, "make one() return two");
  ASSERT_TRUE(std::holds_alternative<Proposal>(reply));
  EXPECT_EQ(std::get<Proposal>(reply).edits[0].after.content, "int one(void) {\n  return 2;\n}\n");
  std::vector<Message> sent = model.contexts()[1].messages;
  for (const Message& message : sent) EXPECT_EQ(message.text.find("666"), std::string::npos);

  ScriptedModel none({bad + "</think>\n\nNo change is needed: it returns one already.\n"});
  proposer = make_program_proposer(none, {});
  reply = propose(*proposer, "make one() return one");
  ASSERT_TRUE(std::holds_alternative<Answered>(reply));
  EXPECT_EQ(std::get<Answered>(reply).text, "No change is needed: it returns one already.\n");
  EXPECT_EQ(none.contexts().size(), 1u);
}

TEST_F(SaidInWordsTest, AnAnswerOfNothingButThinkingIsAskedForOnceMore) {
  ScriptedModel model(std::vector<std::string>(4, "<think>" + block("  return 1;\n", "  return 2;\n")));
  auto proposer = make_program_proposer(model, {});
  Reply reply = propose(*proposer, "make one() return two");
  ASSERT_TRUE(std::holds_alternative<Declined>(reply));
  EXPECT_EQ(model.contexts().size(), 2u);
  EXPECT_EQ(std::get<Declined>(reply).unfit->problems,
            std::vector<std::string>{"the answer contained only thinking"});
}

TEST_F(SaidInWordsTest, WordsReachThePersonAfterTheFirstCall) {
  auto calls = [&](const std::string& task, std::vector<std::string> answers, Level level = Level::kChat,
                   std::vector<std::string> scope = {}) {
    answers.resize(4, block("  return 1;\n", "  return 2;\n"));
    ScriptedModel model(answers);
    auto proposer = make_program_proposer(model, {});
    Reply reply = propose(*proposer, task, level, scope);
    size_t count = model.contexts().size();
    return (std::holds_alternative<Answered>(reply) ? "answered after " : "else after ") +
           std::to_string(count);
  };
  const std::string snippet = "It returns one:\n```c\nint one(void);\n```\nThat is all.\n";
  EXPECT_EQ(calls("explain this project", {"It has one function.\n"}), "answered after 1");
  EXPECT_EQ(calls("explain this project", {snippet}), "answered after 1");
  EXPECT_EQ(calls("what does one() do?", {snippet}), "answered after 1");
  EXPECT_EQ(calls("explain this project", {"```sh\nmake\n```\n"}), "answered after 1");
  EXPECT_EQ(calls("make one() larger", {"# Done\n\nNothing to do here."}), "answered after 1");
  EXPECT_EQ(calls("make one() larger", {snippet}), "else after 2") << "it may be an edit without its path";
  EXPECT_EQ(calls("can you make one() larger?", {snippet, snippet}), "answered after 2");
  EXPECT_EQ(calls("make one() larger", {"<file path=\"src/a.c\">\nint two;\n</file>\n"}), "else after 2");
  EXPECT_EQ(calls("make one() larger", {"*** Update File: src/a.c\n-x\n+y\n"}), "else after 2");
  EXPECT_EQ(calls("make one() larger", {">>>>>>> REPLACE\n"}), "else after 2");
  EXPECT_EQ(calls("two", {"No change is needed: it is right.", "```\n  return 2;\n```\n"}, Level::kEdit,
                  {"src/a.c:2"}),
            "answered after 1");
  EXPECT_EQ(calls("two", {"return 2;", "```\n  return 2;\n```\n"}, Level::kEdit, {"src/a.c:2"}),
            "else after 2")
      << "code without its fence";
  folder_.write("a.md", "Words.\n");
  EXPECT_EQ(calls("better", {"Better words.", "```\nBetter words.\n```\n"}, Level::kEdit, {"a.md:1"}),
            "else after 2")
      << "the new words without a fence";
}

TEST_F(SaidInWordsTest, ThePersonIsToldWhatDidNotFit) {
  auto problems = [&](const std::string& answer, std::vector<std::string> scope = {}) {
    ScriptedModel model(std::vector<std::string>(4, answer));
    auto proposer = make_program_proposer(model, {});
    Reply reply = propose(*proposer, "make one() return two", Level::kChat, scope);
    const Declined& declined = std::get<Declined>(reply);
    EXPECT_EQ(declined.understood, "no proposal: 4 answers of scripted did not fit");
    EXPECT_EQ(declined.unfit->answers, 4);
    EXPECT_EQ(declined.unfit->proposer, "chat@scripted");
    std::string all;
    for (const std::string& problem : declined.unfit->problems) all += problem + "|";
    return all;
  };
  EXPECT_EQ(problems(block("  return 7;\n", "  return 2;\n")),
            "src/a.c: the lines to be replaced are not in the file, line for line|");
  EXPECT_EQ(problems(block("  return 1;\n", "  return 2;\n"), {"b/**"}),
            "src/a.c is outside the scope of the task|");
  EXPECT_EQ(problems("../a.c\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE\n"),
            "../a.c must not leave the folder|");
  EXPECT_EQ(
      problems(block("  return 1;\n", "  // rest of the code unchanged\n")).find("stands in place of text") !=
          std::string::npos,
      true);
  std::string many;
  for (int i = 0; i < 5; ++i)
    many += "x" + std::to_string(i) + ".c\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n";
  EXPECT_TRUE(problems(many).ends_with("|and 2 more problems|"));
}

TEST_F(SaidInWordsTest, APersonsReasonIsSaidWithWhatWasRejected) {
  Reason reason{"person", "call it <two> instead", Reason::By::kPerson, "-  return 1;\n+  return 2;\n"};
  ScriptedModel model({block("  return 1;\n", "  return 2;\n"), block("  return 1;\n", "  return 3;\n")});
  auto proposer = make_program_proposer(model, {});
  propose(*proposer, "make one() return more");
  must(proposer->propose({.task = task_, .folder = *in_, .reasons = {reason}}));
  std::string said = model.contexts()[1].messages.back().text;
  EXPECT_NE(said.find("This was proposed:\n<data>\n-  return 1;\n+  return 2;\n</data>\nThe person rejected "
                      "it and says: call it <two> instead\n"),
            std::string::npos)
      << said;
  // In a new conversation, as when the task is resumed, with another refusal.
  ScriptedModel fresh({block("  return 1;\n", "  return 3;\n")});
  auto other = make_program_proposer(fresh, {});
  must(other->propose({.task = task_,
                       .folder = *in_,
                       .reasons = {{"tests", "expected 3", Reason::By::kProgram, "+x\n"}, reason}}));
  said = fresh.contexts()[0].messages.back().text;
  EXPECT_EQ(fresh.contexts()[0].messages.size(), 2u) << "no two messages of the person's in a row";
  EXPECT_NE(said.find("made before and not accepted:\nThis was "
                      "proposed:\n<data>\n+x\n</data>\ntests:\n<data>\nexpected 3\n</data>\nThis was"),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("call it <two> instead"), std::string::npos);
}

TEST_F(SaidInWordsTest, AnAgentsWordsReachThePerson) {
  auto answered = [&](const std::string& task, std::vector<Completion> said) {
    ScriptedModel model(
        [&, next = size_t{0}](const Context&, const CallWatch&) mutable -> CallResult {
          return said[std::min(next++, said.size() - 1)];
        },
        {.tools = true});
    auto proposer = make_program_proposer(model, {});
    Reply reply = propose(*proposer, task, Level::kAgent);
    auto* words = std::get_if<Answered>(&reply);
    return (words ? words->text : std::get<Declined>(reply).understood) + " after " +
           std::to_string(model.contexts().size());
  };
  EXPECT_EQ(answered("explain this project", {{.text = "It has one function."}}),
            "It has one function. after 1");
  EXPECT_EQ(answered("make it better", {{.text = "It is good."}}), "It is good. after 2");
  EXPECT_EQ(answered("make it better", {{.tool_calls = {{"1", "finish", R"({"summary": "nothing to do"})"}},
                                         .finish = Finish::kToolCalls}}),
            "nothing to do after 1");
  EXPECT_EQ(
      answered(
          "make it better",
          {{.text = "I won't call {\"tool\": \"remove\", \"arguments\": {\"path\": \"src/a.c\"}} here."}}),
      "I won't call {\"tool\": \"remove\", \"arguments\": {\"path\": \"src/a.c\"}} here. after 2")
      << "an object in a sentence is not a call";
}

}  // namespace
}  // namespace suit
