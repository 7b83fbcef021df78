#include "folder/notebook.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "folder/left_out.h"
#include "folder/text_file.h"

namespace suit {
namespace {

std::string shown(std::string_view path, const std::string& bytes) {
  TextFile file = read_text_file(path, bytes);
  EXPECT_EQ(file.kind, TextFileKind::kText);
  return std::string(file.text(bytes));
}

TEST(Notebook, CellsAsAPersonReadsThem) {
  Json notebook{
      {"nbformat", 4}, {"metadata", {{"language_info", {{"name", "python"}}}}}, {"cells", Json::array()}};
  auto cell = [&](Json one) { notebook["cells"].push_back(std::move(one)); };
  cell({{"cell_type", "markdown"},
        {"source", {"# Study\n", "\n", "Why. ![x](data:image/png;base64," + std::string(4000, 'A') + ")"}}});
  cell({{"cell_type", "code"},
        {"source", "plot(x)\nprint('```')"},
        {"outputs",
         Json::array(
             {{{"output_type", "stream"}, {"name", "stdout"}, {"text", {"one\n", "two\n"}}},
              {{"output_type", "display_data"},
               {"data", {{"text/plain", "<Figure>"}, {"image/png", std::string(40'000, 'B')}}}},
              {{"output_type", "error"},
               {"ename", "KeyError"},
               {"evalue", "'a'"},
               {"traceback", {"\x1B[0;31m----"}}},
              {{"output_type", "execute_result"}, {"data", {{"application/vnd.x+json", {{"a", 1}}}}}}})}});
  std::string many;
  for (int i = 0; i < 50; ++i) many += "line " + std::to_string(i) + "\n";
  cell({{"cell_type", "code"},
        {"source", ""},
        {"outputs", Json::array({{{"output_type", "stream"}, {"text", many}}})}});
  std::string text = shown("a/b.ipynb", notebook.dump());
  EXPECT_TRUE(text.starts_with(
      "# Study\n\nWhy. ![x](data:image/png;base64,[4.0 kB left "
      "out])\n\n````python\nplot(x)\nprint('```')\n````\n\nOutput:\n\n```text\none\ntwo\n```\n\n"
      "Output:\n\n```text\n<Figure>\n```\n\n[image/png, 40.0 kB, left out]\n\nOutput:\n\n```text\nKeyError: "
      "'a'\n```\n\n[application/vnd.x+json, 7 B, left out]\n\n"))
      << text;
  EXPECT_NE(text.find("line 19\n… [30 more lines left out]\n"), std::string::npos) << text;
  EXPECT_LT(text.size(), 1'000u);
  // Format 3.
  EXPECT_EQ(
      shown(
          "b.ipynb",
          R"({"nbformat":3,"worksheets":[{"cells":[{"cell_type":"heading","level":2,"source":"T"},{"cell_type":"code","language":"python","input":["x=1"],"outputs":[{"output_type":"pyout","text":["1"],"png":"AAAA"}]}]}]})"),
      "## T\n\n```python\nx=1\n```\n\nOutput:\n\n```text\n1\n```\n\n[png, 4 B, left out]\n");
}

TEST(Notebook, WhatIsNoneIsShownAsTextWithoutImages) {
  std::string broken = "{\"cells\": [{\"outputs\": [{\"image/png\": \"" + std::string(50'000, 'A') + "\"";
  std::string text = shown("a.ipynb", broken);
  EXPECT_EQ(text, "{\"cells\": [{\"outputs\": [{\"image/png\": \"[50.0 kB left out]\"");
  EXPECT_EQ(shown("a.ipynb", "{}"), "{}");
  EXPECT_EQ(shown("a.ipynb", ""), "");
  EXPECT_EQ(shown("a.ipynb", "{\"cells\": []}"), "");
  std::string deep = "{\"cells\": " + std::string(100'000, '[');
  EXPECT_EQ(shown("a.ipynb", deep), deep);
  EXPECT_EQ(
      shown(
          "a.ipynb",
          R"({"cells": [1, null, {"cell_type": 3, "source": {"a": 1}, "outputs": 4}, {"cell_type": "code", "source": [1], "outputs": [[], {"data": 3}]}]})"),
      "");
}

TEST(LeftOut, DataAndLongPaths) {
  std::string data(6'000, 'x'), path = "M0 0";
  for (int i = 0; i < 100; ++i) path += " L" + std::to_string(i) + ",2.5";
  EXPECT_EQ(shown("a.css", "a { background: url(data:image/gif;base64," + data + ") }\nb {}\n"),
            "a { background: url(data:image/gif;base64,[6.0 kB left out]) }\nb {}\n");
  EXPECT_EQ(shown("a.html", "<img src=\"data:image/svg+xml,%3Csvg xmlns='a' " + data + "\">\n<p>"),
            "<img src=\"data:image/svg+xml,[6.0 kB left out]\">\n<p>");
  EXPECT_EQ(shown("a.svg", "<path d=\"" + path + "\"/>"),
            "<path d=\"" + path.substr(0, 40) + "[" + human_bytes(path.size() - 40) + " left out]\"/>");
  EXPECT_EQ(shown("a.json", "{\"a\": \"data:font/woff2;base64,ab\\/c\\n" + data + "\"}"),
            "{\"a\": \"data:font/woff2;base64,[6.0 kB left out]\"}");
  // Lines keep their numbers.
  std::string lines = "<path d=\"M1 2\n";
  for (int i = 0; i < 60; ++i) lines += "L1 2\n";
  lines += "Z\"/>\nend\n";
  std::string text = shown("a.svg", lines);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), std::count(lines.begin(), lines.end(), '\n'));
  EXPECT_LT(text.size(), 150u);
  // Short data and lookalikes stay.
  for (std::string_view plain : {"<path d=\"M0 0L1 1\"/>", "data:image/png;base64,AAAA", "the data: 1, 2, 3",
                                 "int d=\"x\"", "metadata:, "})
    EXPECT_EQ(shown("a.html", std::string(plain)), plain);
  EXPECT_EQ(shown("a.txt", "data: " + data + "\n"), "data: " + data + "\n");
}

}  // namespace
}  // namespace suit
