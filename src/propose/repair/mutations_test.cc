#include "propose/repair/mutations.h"

#include <set>

#include "support/testing.h"

namespace suit::repair {
namespace {

FileEdit edit_of(const std::string& path, const std::string& before, const std::string& after) {
  FileEdit edit;
  edit.path = path;
  if (!before.empty()) edit.before = FileVersion::file(before, 0644);
  edit.after = FileVersion::file(after, 0644);
  return edit;
}

std::vector<std::string> texts(const std::vector<FileEdit>& edits, size_t most) {
  std::vector<std::string> texts;
  for (const Mutant& mutant : mutants_of(edits, most)) texts.push_back(mutant.text);
  return texts;
}

TEST(Mutants, OnlyChangedLinesOfCodeAreMutated) {
  std::vector<FileEdit> edits = {edit_of("a.py", "def f(a):\n    b = a + 1\n    return b\n",
                                         "def f(a):\n    b = a + 1\n    return b < 2\n"),
                                 edit_of("tests/test_a.py", "", "def test_a():\n    assert 1 < 2\n"),
                                 edit_of("README.md", "", "1 < 2\n")};
  auto mutants = mutants_of(edits, 20);
  ASSERT_GT(mutants.size(), 4u);
  std::set<std::string> contents;
  for (const Mutant& mutant : mutants) {
    EXPECT_TRUE(mutant.text.starts_with("a.py:3 return b < 2 ")) << mutant.text;
    ASSERT_EQ(mutant.edits.size(), edits.size());
    EXPECT_TRUE(mutant.edits[0].before.same_as(edits[0].before));
    EXPECT_TRUE(contents.insert(mutant.edits[0].after.content).second) << mutant.text;
    EXPECT_TRUE(mutant.edits[1].after.same_as(edits[1].after));
  }
  EXPECT_FALSE(contents.contains(edits[0].after.content));
  EXPECT_FALSE(contents.contains(edits[0].before.content)) << "the unchanged file is no mutant";
  EXPECT_EQ(texts(edits, 1), std::vector<std::string>{"a.py:3 return b < 2 → return b <= 2"});
}

TEST(Mutants, TheyAreSpreadOverTheLines) {
  std::string code;
  for (int i = 0; i < 40; ++i) code += "a" + std::to_string(i) + " = " + std::to_string(100 + i) + "\n";
  std::set<std::string> lines;
  for (const std::string& text : texts({edit_of("a.py", "", code)}, 8))
    lines.insert(text.substr(0, text.find(' ')));
  EXPECT_EQ(lines.size(), 8u);
  EXPECT_TRUE(lines.contains("a.py:1") && lines.contains("a.py:36"));
}

TEST(Mutants, EachLanguageHasSome) {
  for (auto [path, code] :
       {std::pair("a.js", "exports.f = (a) => {\n  return a < 2;\n};\n"),
        std::pair("a.ts", "export function f(a: number) {\n  return a < 2;\n}\n"),
        std::pair("a.c", "int f(int a) {\n  return a < 2;\n}\n"),
        std::pair("a.cc", "int f(int a) {\n  return a < 2;\n}\n"),
        std::pair("a.go", "package a\n\nfunc F(a int) bool {\n\treturn a < 2\n}\n"),
        std::pair("a.rs", "fn f(a: i32) -> bool {\n    return a < 2;\n}\n"),
        std::pair("A.java", "class A {\n  boolean f(int a) {\n    return a < 2;\n  }\n}\n")}) {
    auto found = texts({edit_of(path, "", code)}, 9);
    EXPECT_GE(found.size(), 3u) << path;
    EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](auto& text) { return has(text, "a <= 2"); }))
        << path;
  }
  // Tests within the code are not mutated.
  for (const std::string& text :
       texts({edit_of("a.rs", "",
                      "fn f(a: i32) -> i32 {\n    a + 1\n}\n\n#[cfg(test)]\nmod tests {\n    fn t() "
                      "{\n        assert!(1 < 2);\n    }\n}\n")},
             20))
    EXPECT_TRUE(text.starts_with("a.rs:2 ")) << text;
}

}  // namespace
}  // namespace suit::repair
