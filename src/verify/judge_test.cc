#include "verify/judge.h"

#include <filesystem>

#include "support/testing.h"

namespace suit {
namespace {

std::string detail_now(const TemporaryFolder& folder, const std::string& command) {
  Judge judge({.sandbox = {.folder = folder.path()}});
  return must(judge.run_unchanged({"c", command, {}}, {}, nobody())).detail;
}

void expect_says(const std::string& detail, const std::string& text) {
  EXPECT_NE(detail.find(text), std::string::npos) << detail;
}

TEST(Judge, SaysWhichProgramASandboxDoesNotShow) {
  TemporaryFolder folder, elsewhere;
  elsewhere.write("python/bin/python3", "#!/bin/sh\necho runs\n", 0755);
  std::string real = elsewhere.path() + "/python";
  folder.write(".venv/bin/x", "");
  std::filesystem::create_symlink(real + "/bin/python3", folder.path() + "/.venv/bin/python");
  expect_says(detail_now(folder, ".venv/bin/python x.py"), ".venv/bin/python is a link to " + real +
                                                               "/bin/python3, which checks can't see: name " +
                                                               real + " in sandbox.read");
  folder.write("Makefile", "test:\n\t.venv/bin/python x.py\n");
  expect_says(detail_now(folder, "make -s test"),
              "is a link to " + real + "/bin/python3, which checks can't see");
  folder.write(".venv/bin/pytest", "#!" + real + "/bin/python3\n", 0755);
  expect_says(detail_now(folder, ".venv/bin/pytest"),
              ".venv/bin/pytest is a script for " + real + "/bin/python3, which checks can't see");
  std::filesystem::create_symlink("/nowhere/python", folder.path() + "/.venv/bin/gone");
  expect_says(detail_now(folder, ".venv/bin/gone"),
              ".venv/bin/gone is a link to /nowhere/python, which does not exist");
  // Missing programs and other failures give no such reason.
  for (const char* command : {"nosuchtool", "./nosuch", "sh -c 'exit 127'", "echo nosuch: not found; exit 1"})
    EXPECT_EQ(detail_now(folder, command).find("checks can't see"), std::string::npos) << command;
}

TEST(Judge, SaysThatARepositoryIsNotShown) {
  TemporaryFolder folder;
  folder.write(".git", "gitdir: /nowhere/x\n");
  std::string detail = detail_now(folder, "git status");
  expect_says(detail, ".git names the repository /nowhere/x, which checks can't see: it does not exist");
  expect_says(detail, "fatal: not a git repository");
}

TEST(Judge, SaysTheLineThatTellsMost) {
  TemporaryFolder folder;
  folder.write("Makefile", "test:\n\techo begins\n\techo 'x.c:1: error: no'\n\texit 2\n");
  expect_says(detail_now(folder, "make test"), ": x.c:1: error: no");
  expect_says(detail_now(folder, "echo one; echo two; exit 3"), "exit status 3: two");
  EXPECT_EQ(detail_now(folder, "exit 3"), "exit status 3");
  EXPECT_EQ(detail_now(folder, "true"), "");
  EXPECT_LT(detail_now(folder, "head -c 100000 /dev/zero | tr '\\0' x; exit 1").size(), 300u);
}

}  // namespace
}  // namespace suit
