#include "propose/answer/research.h"

#include <gtest/gtest.h>

#include "model/scripted.h"

namespace suit {
namespace {

FindSources one_source(std::vector<std::string>* queries = nullptr) {
  return [queries](const std::string& query, size_t) -> Result<std::vector<Source>> {
    if (queries) queries->push_back(query);
    return std::vector<Source>{{"a.md", 3, "The timeout is 30 seconds.\nIt can be set with --timeout.\n"}};
  };
}
const char* kGood = R"(Here it is: ```json
{"claims": [{"claim": "The timeout is 30 seconds.", "source": 1, "quote": "The timeout is 30 seconds"}, {"claim": "The timeout is 40 seconds.", "source": 1, "quote": "The timeout is 30 seconds"}], "not_found": "who set it"}
```)";
const char* kBad =
    R"({"claims": [{"claim": "The timeout is endless.", "source": 1, "quote": "there is no timeout"}], "not_found": ""})";

TEST(Research, ClaimsThatHoldAreKeptAndTheOthersCounted) {
  ScriptedModel model(std::vector<std::string>{kGood});
  auto answer = research(model, "how long is the timeout?", one_source(), {}, 0, nobody());
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(answer->claims.size(), 1u);
  EXPECT_EQ(answer->claims[0].first_line, 3u);
  ASSERT_EQ(answer->removed.size(), 1u);
  EXPECT_EQ(answer->not_found, "who set it");
  EXPECT_EQ(answer->calls, 1);
  auto contexts = model.contexts();
  EXPECT_NE(contexts[0].messages.back().text.find("The timeout is 30 seconds."), std::string::npos);
  ASSERT_EQ(contexts[0].parts.size(), 1u);
  EXPECT_EQ(contexts[0].parts[0].name, "a.md");
}

TEST(Research, PassagesAreTakenInTheOrderOfTheSearchAsFarAsTheyFit) {
  ScriptedModel model(std::vector<std::string>{kGood});
  FindSources find = [](const std::string&, size_t) -> Result<std::vector<Source>> {
    std::string long_text = "The timeout is 30 seconds.\n";
    for (int i = 0; i < 400; ++i) long_text += "word ";
    return std::vector<Source>{{"long.md", 1, long_text},
                               {"longer.md", 1, long_text + long_text + long_text},
                               {"a.md", 1, "The timeout is short.\n"},
                               {"b.md", 1, "The timeout is long.\n"},
                               {"c.md", 1, "The timeout is fine.\n"}};
  };
  auto answer =
      research(model, "how long is the timeout?", find, {.context_tokens = 700, .sources = 3}, 0, nobody());
  ASSERT_TRUE(answer) << answer.error().message;
  std::string places, left_out;
  for (const Source& source : answer->sources) places += source.place + " ";
  EXPECT_EQ(places, "long.md a.md b.md ");
  const Context sent = model.contexts()[0];
  for (const std::string& text : sent.left_out) left_out += text + "\n";
  EXPECT_TRUE(left_out.starts_with("longer.md: relevant to the question, ")) << left_out;
  EXPECT_TRUE(left_out.find("c.md: relevant to the question, ") != left_out.npos) << left_out;
}

TEST(Research, WhereNoClaimHoldsItIsAskedOnceMoreAndToldWhy) {
  ScriptedModel model(std::vector<std::string>{kBad, kGood});
  auto answer = research(model, "how long is the timeout?", one_source(), {}, 0, nobody());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->claims.size(), 1u);
  EXPECT_EQ(answer->removed.size(), 2u);
  EXPECT_NE(model.contexts()[1].messages.back().text.find("nowhere in the sources"), std::string::npos);
  ScriptedModel stubborn(std::vector<std::string>{kBad, kBad});
  answer = research(stubborn, "how long is the timeout?", one_source(), {}, 0, nobody());
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->claims.empty());
}

TEST(Research, AnswersOfNoForm) {
  ScriptedModel fixed(std::vector<std::string>{"The timeout is 30 seconds.", kGood});
  EXPECT_TRUE(research(fixed, "timeout?", one_source(), {}, 0, nobody()));
  for (const char* text : {"no JSON", "{\"claims\": ", "[]", "{\"claims\": \"x\"}"}) {
    ScriptedModel model(std::vector<std::string>{text, text, text, text});
    auto answer = research(model, "timeout?", one_source(), {}, 0, nobody());
    EXPECT_TRUE(answer ? answer->claims.empty() : answer.error().code == ErrorCode::kInvalid) << text;
  }
  ScriptedModel wild(std::vector<std::string>{
      R"({"claims": [1, null, {"claim": 5, "source": "x", "quote": []}, {"source": -3}], "not_found": 7})"});
  EXPECT_TRUE(research(wild, "timeout?", one_source(), {}, 0, nobody())->claims.empty());
  ScriptedModel unasked(std::vector<std::string>{});
  auto none = [](const std::string&, size_t) -> Result<std::vector<Source>> { return std::vector<Source>(); };
  EXPECT_EQ(research(unasked, "timeout?", none, {}, 0, nobody()).error().code, ErrorCode::kNotFound);
}

TEST(DeepResearch, PlansReadsAndReports) {
  std::vector<std::string> queries;
  int found = 0;
  FindSources find = [&](const std::string& query, size_t) -> Result<std::vector<Source>> {
    queries.push_back(query);
    ++found;
    if (found == 1) return std::vector<Source>{{"a.md", 1, "The timeout is 30 seconds.\n"}};
    if (found == 2)
      return std::vector<Source>{{"b.md", 1, "The default timeout is 60 seconds.\n"},
                                 {"a.md", 1, "The timeout is 30 seconds.\n"}};
    return std::vector<Source>{{"a.md", 1, "The timeout is 30 seconds.\n"}};  // read already
  };
  ScriptedModel model(std::vector<std::string>{
      R"({"queries": ["default timeout", "Default Timeout", ""]})",
      R"({"claims": [{"claim": "The timeout is 30 seconds.", "source": 1, "quote": "The timeout is 30 seconds"}], "not_found": "the default"})",
      R"({"claims": [{"claim": "The default timeout is 60 seconds.", "source": 1, "quote": "The default timeout is 60 seconds"}], "not_found": ""})",
      R"({"queries": ["who sets it"]})",
      R"({"sections": [{"heading": "Answer", "sentences": [{"text": "The timeout is 30 seconds, and 60 seconds by default.", "claims": [1, 2]}, {"text": "It was 90 seconds before.", "claims": [1]}, {"text": "Nobody knows.", "claims": [9]}]}],
          "contradictions": [{"a": 1, "b": 2, "why": "30 or 60"}, {"a": 1, "b": 7, "why": "x"}]})"});
  auto answer = deep_research(model, "how long is the timeout?", find, {}, 0, nobody());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(queries,
            (std::vector<std::string>{"how long is the timeout?", "default timeout", "who sets it"}));
  ASSERT_EQ(answer->claims.size(), 2u);
  EXPECT_EQ(answer->sources[answer->claims[1].source].place, "b.md");
  ASSERT_EQ(answer->report.size(), 1u);
  ASSERT_EQ(answer->report[0].sentences.size(), 1u);
  EXPECT_EQ(answer->report[0].sentences[0].claims, (std::vector<size_t>{1, 2}));
  EXPECT_EQ(answer->removed.size(), 2u);
  ASSERT_EQ(answer->contradictions.size(), 1u);
  EXPECT_EQ(answer->calls, 5);
  // The second plan gets what is known and what is missing.
  std::string plan = model.contexts()[3].messages.back().text;
  EXPECT_NE(plan.find("- The timeout is 30 seconds."), std::string::npos) << plan;
  EXPECT_NE(plan.find("- the default"), std::string::npos) << plan;
}

TEST(DeepResearch, FollowsLinksThatItMay) {
  std::vector<std::string> read;
  FindSources find = [&](const std::string&, size_t) -> Result<std::vector<Source>> {
    std::vector<Source> sources = {{"a.md", 1,
                                    "See [the limits](https://docs.test/limits#top), https://docs.test/gone. "
                                    "Not <https://elsewhere.test/x>.\n"}};
    if (!read.empty()) sources.push_back({"https://docs.test/limits", 1, "The timeout is 30 seconds.\n"});
    return sources;
  };
  ScriptedModel model(std::vector<std::string>{
      R"({"queries": []})", R"({"claims": [], "not_found": "the timeout"})",
      R"({"queries": [], "pages": [2, 1, 1, 7, -1, "x"]})",
      R"({"claims": [{"claim": "The timeout is 30 seconds.", "source": 1, "quote": "The timeout is 30 seconds"}], "not_found": ""})",
      R"({"queries": []})", R"({"sections": [], "contradictions": []})"});
  ResearchOptions options;
  options.links.may_read = [](const std::string& address) {
    return address.starts_with("https://docs.test/");
  };
  options.links.read = [&](const std::string& address) -> Result<void> {
    if (address == "https://docs.test/gone") return Error{ErrorCode::kNotFound, "it is gone"};
    read.push_back(address);
    return {};
  };
  auto answer = deep_research(model, "how long is the timeout?", find, options, 0, nobody());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(read, (std::vector<std::string>{"https://docs.test/limits"}));
  ASSERT_EQ(answer->claims.size(), 1u);
  EXPECT_EQ(answer->sources[answer->claims[0].source].place, "https://docs.test/limits");
  std::string plan = model.contexts()[2].messages.back().text;
  EXPECT_NE(plan.find("1. https://docs.test/limits <data>"), plan.npos) << plan;
  EXPECT_EQ(plan.find("elsewhere"), plan.npos);
}

}  // namespace
}  // namespace suit
