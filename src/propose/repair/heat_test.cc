#include "propose/repair/heat.h"

#include "base/text.h"

#include <gtest/gtest.h>

#include <cmath>

#include "propose/repair/repair.h"

namespace suit::repair {
namespace {

bool any_path(const std::string&) {
  return true;
}

TEST(Heat, IsOchiais) {
  std::vector<TestRun> runs = {{"fails", true, 1, {{"a.py", {1, 2, 3}}}},
                               {"passes", false, 1, {{"a.py", {1, 2}}}},
                               {"passes too", false, 1, {{"a.py", {1}}}},
                               {"", false, 1, {{"a.py", {1, 9}}}}};
  Heat heat = Heat::of(runs, "", any_path);
  EXPECT_DOUBLE_EQ(heat.at("a.py", 3, 3), 1.0);
  EXPECT_DOUBLE_EQ(heat.at("a.py", 2, 2), 1 / std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(heat.at("a.py", 1, 1), 1 / std::sqrt(3.0));
  EXPECT_DOUBLE_EQ(heat.at("a.py", 9, 9), .5 * std::sqrt(1.0 / 3));  // ran outside of tests
  EXPECT_EQ(heat.at("a.py", 4, 8), 0);
  EXPECT_EQ(heat.at("b.py", 1, 99), 0);
  EXPECT_DOUBLE_EQ(heat.at("a.py", 1, 9), 1.0);
}

TEST(Heat, WhatTheOutputNamesIsHotter) {
  std::vector<TestRun> runs = {{"fails", true, 1, {{"src/a.py", {2, 3}}}},
                               {"passes", false, 1, {{"src/a.py", {2, 3}}}},
                               {"passes", false, 1, {{"src/a.py", {2, 3}}}}};
  Heat heat = Heat::of(runs, "Traceback:\n  File \"/home/u/src/a.py\", line 3, in f\n", any_path);
  EXPECT_GT(heat.at("src/a.py", 3, 3), heat.at("src/a.py", 2, 2));
  EXPECT_TRUE(Heat::of(runs, "", [](const std::string& path) { return path != "src/a.py"; }).empty());
}

TEST(Heat, WhatNoProbeWroteIsPassedOver) {
  auto runs = read_test_runs(
      "noise\n{\"test\":\"t\",\"outcome\":\"failed\",\"lines\":{\"a\":[1,-2,\"x\",3]}}\n[1]\n{}\n{\"test\":5,"
      "\"lines\":7}\n"
      "{\"test\":\"s\",\"outcome\":\"skipped\"}\n\xff{\"test\":");
  ASSERT_GE(runs.size(), 1u);
  EXPECT_EQ(runs[0].name, "t");
  EXPECT_TRUE(runs[0].failed);
  EXPECT_EQ(runs[0].lines["a"], (std::vector<size_t>{1, 3}));
  EXPECT_FALSE(runs[0].late);
  auto late = read_test_runs(
      "{\"test\":\"t\",\"outcome\":\"failed\",\"late\":true}\n{\"started\":{\"arguments\":[]}}\n");
  ASSERT_EQ(late.size(), 1u);
  EXPECT_TRUE(late[0].late);
  for (const TestRun& run : runs) EXPECT_NE(run.name, "s");
}

TEST(Heat, LinesThatNoFileHasAreNone) {
  auto runs = read_test_runs(
      "{\"test\":\"t\",\"outcome\":\"failed\",\"lines\":{\"a.py\":[0,1,18446744073709551615,99999999999,-3,1."
      "5]}}\n"
      "{\"data_file\":\"x\",\"files\":[{\"file\":\"/"
      "b.c\",\"lines\":[{\"line_number\":0,\"count\":1},{\"line_number\":2,\"count\":1}]}]}\n");
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].lines["a.py"], std::vector<size_t>{1});
  EXPECT_EQ(runs[0].lines["/b.c"], std::vector<size_t>{2});
  // A line beyond the end of the source is shown empty.
  Heat heat =
      Heat::of(read_test_runs("{\"test\":\"t\",\"outcome\":\"failed\",\"lines\":{\"a.py\":[1,9999999]}}\n"),
               "", [](const std::string&) { return true; });
  auto source = Source::parse("a.py", FileVersion::file("x = 1\n", 0644), Grammar::kPython);
  ASSERT_TRUE(source);
  EXPECT_NE(heat_map(heat, {&*source}, 12).find("x = 1"), std::string::npos);
}

TEST(Heat, TheHottestLineIsShownHoweverManyAreAsCold) {
  std::string cold = "{\"test\":\"a\",\"outcome\":\"failed\",\"lines\":{\"a.py\":[", text;
  for (int line = 1; line <= 40; ++line)
    cold += std::to_string(line) + ",", text += "x = '\u00E4\u00E4\u00E4" + std::string(200, 'y') + "'\n";
  auto runs = read_test_runs(cold + "50]}}\n{\"test\":\"b\",\"outcome\":\"passed\",\"lines\":{\"a.py\":" +
                             cold.substr(cold.rfind('[')) + "1]}}\n");
  for (int line = 41; line <= 50; ++line) text += "z = " + std::to_string(line) + "\n";
  Heat heat = Heat::of(runs, "", [](const std::string&) { return true; });
  auto source = Source::parse("a.py", FileVersion::file(text, 0644), Grammar::kPython);
  ASSERT_TRUE(source);
  std::string map = heat_map(heat, {&*source}, 12);
  EXPECT_NE(map.find("z = 50"), std::string::npos) << map;
  EXPECT_EQ(std::count(map.begin(), map.end(), '\n'), 12) << map;  // the path's line and twelve
  EXPECT_TRUE(is_utf8(map));
}

TEST(Heat, SuspectsAreTheLinesOfTheFilesThatAreEdited) {
  Heat heat = Heat::of(
      read_test_runs("{\"test\":\"a\",\"outcome\":\"failed\",\"lines\":{\"a.py\":[1,2],\"b.py\":[7]}}\n"
                     "{\"test\":\"b\",\"outcome\":\"passed\",\"lines\":{\"a.py\":[1]}}\n"),
      "", [](const std::string&) { return true; });
  std::vector<FileEdit> edits(1);
  edits[0].path = "a.py";
  auto suspects = suspects_in(heat, edits);
  ASSERT_EQ(suspects.size(), 2u);
  EXPECT_EQ(suspects[0].path, "a.py");
  EXPECT_EQ(suspects[0].line, 1u);
  EXPECT_EQ(suspects[0].suspicion, .71);  // 1 / sqrt(2)
  EXPECT_EQ(suspects[1].line, 2u);
  EXPECT_EQ(suspects[1].suspicion, 1);
  EXPECT_TRUE(suspects_in(Heat(), edits).empty());
}

}  // namespace
}  // namespace suit::repair
