#include "loop/task_class.h"

#include "support/testing.h"

namespace suit {
namespace {

std::string kind_of_change(const std::string& path, std::string before, std::string after,
                           const char* words = "do it", uint32_t mode = 0644) {
  Proposal proposal{.proposer = "agent@m", .proposer_version = "1", .kind = "agent", .summary = ""};
  FileVersion was = before.empty() ? FileVersion::absent() : FileVersion::file(std::move(before), 0644);
  proposal.edits = {{path, was, FileVersion::file(std::move(after), mode)}};
  set_class(proposal, words);
  EXPECT_EQ(proposal.operation, "agent");
  return proposal.kind;
}

TEST(TaskClass, CommentsAlone) {
  EXPECT_EQ(kind_of_change("a.cc", "// one\nint a;\n", "// two\n// more\nint a;\n"), "comments");
  EXPECT_EQ(kind_of_change("a.py", "# one\na = 1\n", "# two\na = 1\n"), "comments");
  EXPECT_EQ(kind_of_change("a.cc", "// one\nint a;\n", "// two\nint a = 1;\n"), "feature");
  EXPECT_EQ(kind_of_change("a.c", "int *p;\n*p = 0;\n", "int *p;\n*p = 1;\n"), "feature")
      << "that is not a comment";
  EXPECT_EQ(kind_of_change("a.py", "s = '''\n# one\n'''\n", "s = '''\n# two\n'''\n"), "feature")
      << "nor is that";
  EXPECT_EQ(kind_of_change("a.go", "// one\npackage a\n", "//go:generate rm -rf /\npackage a\n"), "feature")
      << "a tool reads it";
  EXPECT_EQ(kind_of_change("a.go", "// int f();\nimport \"C\"\n", "// int g();\nimport \"C\"\n"), "feature")
      << "and that is C";
  EXPECT_EQ(kind_of_change("a.py", "a = 1\n", "#!/bin/evil\na = 1\n"), "feature");
  EXPECT_EQ(kind_of_change("a.py", "if a:\n  b()\n", "if a:\n  # c\n    b()\n"), "feature")
      << "indentation is code";
}

TEST(TaskClass, BlanksAlone) {
  EXPECT_EQ(kind_of_change("a.cc", "int a; \r\nint b;", "int a;\nint b;\n"), "format");
  EXPECT_EQ(kind_of_change("a.py", "if a:\n  b\n", "if a:\n   b\n"), "feature");
}

TEST(TaskClass, NamesAlone) {
  EXPECT_EQ(
      kind_of_change("a.cc", "int f(int n) { return n + f(n); }\n", "int g(int n) { return n + g(n); }\n"),
      "rename");
  EXPECT_EQ(kind_of_change("a.cc", "f(); h();\n", "g(); k();\n"), "rename") << "two names";
  EXPECT_EQ(kind_of_change("a.cc", "// f\nf(\"f\"); h(\"f\");\n", "// f\ng(\"f\"); h(\"g\");\n"), "rename")
      << "comments, strings";
  EXPECT_EQ(kind_of_change("a.cc", "f(\"a b\");\n", "g(\"rm -rf\");\n"), "feature")
      << "a string says something else";
  EXPECT_EQ(kind_of_change("a.cc", "f(); f();\n", "g(); f();\n"), "feature") << "one use of it";
  EXPECT_EQ(kind_of_change("a.cc", "f(); h();\n", "g(); g();\n"), "feature") << "two become one";
  EXPECT_EQ(kind_of_change("a.cc", "f(1);\n", "f(2);\n"), "feature") << "a number";
  EXPECT_EQ(kind_of_change("a.cc", "f(a);\n", "f(a, b);\n", "rename it"), "refactor");
}

TEST(TaskClass, WhatToolsRun) {
  EXPECT_EQ(kind_of_change("Makefile", "a:\n", "b:\n", "fix"), "build");
  EXPECT_EQ(kind_of_change("package.json", "{\"version\": \"1\"}", "{\"version\": \"2\"}"), "configuration");
  EXPECT_EQ(kind_of_change("package.json", "{\"dependencies\": {\"a\": \"1\"}}",
                           "{\"dependencies\": {\"a\": \"2\"}}"),
            "dependency");
  EXPECT_EQ(kind_of_change("package.json", "{\"scripts\": {\"postinstall\": \"a\"}}",
                           "{\"scripts\": {\"postinstall\": \"b\"}}"),
            "build");
  EXPECT_EQ(kind_of_change("package.json", "", "{}"), "build") << "a new one";
  EXPECT_EQ(kind_of_change(".devcontainer.json", "", "{}"), "build");
  EXPECT_EQ(kind_of_change("README.md", "a\n", "b\n", "x", 0755), "build") << "it becomes executable";
  EXPECT_EQ(kind_of_change("README.md", "a\n", ""), "deletion") << "it is emptied";
}

TEST(TaskClass, MovesAndRemovals) {
  FileVersion content = FileVersion::file("1\n2\n", 0644);
  Proposal move;
  move.kind = "move_file";
  move.edits = {{"new.cc", FileVersion::absent(), content, "old.cc"},
                {"old.cc", content, FileVersion::absent()}};
  set_class(move, "move old.cc to new.cc");
  EXPECT_EQ(move.kind, "refactor") << "not a deletion";
  EXPECT_EQ(move.size, "small");
  Proposal removal;
  removal.kind = "agent";
  removal.edits = {{"notes.md", content, FileVersion::absent()}};
  set_class(removal, "fix the typo");
  EXPECT_EQ(removal.kind, "deletion");
  Proposal away;
  away.kind = "move_file";
  away.edits = {{"Makefile", content, FileVersion::absent()},
                {"notes.txt", FileVersion::absent(), content, "Makefile"}};
  set_class(away, "move it");
  EXPECT_EQ(away.kind, "build");
  Proposal link;
  link.kind = "agent";
  link.edits = {{"a.md", content, FileVersion::symlink("/etc/passwd")}};
  set_class(link, "fix the typo");
  EXPECT_EQ(link.kind, "build");
}

}  // namespace
}  // namespace suit
