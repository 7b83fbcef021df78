// The review as a person meets it: a real terminal, single keys.
#include <fstream>

#include "support/testing.h"

namespace suit {
namespace {

class TerminalTest : public testing::Test {
 protected:
  TerminalTest() {
    std::string text;
    for (int i = 1; i <= 30; ++i) text += (i == 3 || i == 25 ? "old line " : "line ") + std::to_string(i) + "\n";
    folder_.write("a.txt", text);
    folder_.write("b.txt", "an old line\n");
  }
  Ran replace(const std::vector<std::string>& keys, const std::map<std::string, std::string>& environment = {}) {
    return run_suit_on_terminal({"do", "--no-checks", "replace old by new"}, folder_.path(), keys, environment);
  }
  bool has(const std::string& file, const std::string& text) { return folder_.read(file).find(text) != std::string::npos; }
  TemporaryFolder folder_;
};

TEST_F(TerminalTest, AcceptsHunkByHunk) {
  Ran ran = replace({"a", "a", "a"});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(has("a.txt", "new line 3") && has("a.txt", "new line 25") && has("b.txt", "an new line"));
  EXPECT_NE(ran.out.find("a.txt  1/3"), std::string::npos) << ran.out;
}

TEST_F(TerminalTest, RejectsOneWithAReasonAndAppliesTheRest) {
  Ran ran = replace({"a", "r", "not this one\n", "a"});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(has("a.txt", "new line 3"));
  EXPECT_TRUE(has("a.txt", "old line 25"));
  EXPECT_NE(run_suit({"trust"}, folder_.path()).out.find("0.5     0.5"), std::string::npos);
}

TEST_F(TerminalTest, RejectsAll) {
  Ran ran = replace({"R", "wrong\n"});
  EXPECT_EQ(ran.code, 4) << ran.out;
  EXPECT_TRUE(has("a.txt", "old line 3"));
  EXPECT_NE(run_suit({"log"}, folder_.path()).out.find("rejected by person: wrong"), std::string::npos);
}

TEST_F(TerminalTest, BackSkipAndAll) {
  Ran ran = replace({"s", "b", "a", "A"});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(has("a.txt", "new line 3") && has("b.txt", "an new line"));
}

TEST_F(TerminalTest, SkippedOnesAreAskedAboutAtTheEnd) {
  Ran ran = replace({"s", "a", "a", "l"});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(has("a.txt", "old line 3") && has("a.txt", "new line 25"));
}

TEST_F(TerminalTest, QuitAndCtrlCLeaveItPending) {
  for (const char* key : {"q", "\x03", "\x04"}) {
    Ran ran = replace({key});
    EXPECT_EQ(ran.code, 3) << ran.out;
    EXPECT_TRUE(has("a.txt", "old line 3"));
  }
  EXPECT_NE(run_suit({"status"}, folder_.path()).out.find("pending"), std::string::npos);
}

TEST_F(TerminalTest, EditsAHunk) {
  folder_.write("editor.sh", "#!/bin/sh\nsed -i 's/^+new line 3/+EDITED/' \"$1\"\n", 0755);
  Ran ran = replace({"e", "a", "a"}, {{"EDITOR", folder_.path() + "/editor.sh"}});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(has("a.txt", "EDITED\n")) << folder_.read("a.txt");
  folder_.write("bad.sh", "#!/bin/sh\necho nonsense >\"$1\"\n", 0755);
  ran = run_suit_on_terminal({"do", "--no-checks", "replace EDITED by X in a.txt"}, folder_.path(), {"e", "q"},
                             {{"EDITOR", folder_.path() + "/bad.sh"}});
  EXPECT_EQ(ran.code, 3) << ran.out;
  EXPECT_NE(ran.out.find("of the hunk"), std::string::npos) << ran.out;
}

TEST_F(TerminalTest, AsksWhatIsMeant) {
  folder_.write("c.cc", "int f; int g;\n");
  Ran ran = run_suit_on_terminal({"do", "--no-checks", "rename the variable f to g"}, folder_.path(), {"2"});
  EXPECT_TRUE(has("c.cc", "int f; int g;")) << ran.out;
  EXPECT_NE(ran.out.find("  1  "), std::string::npos) << ran.out;
  ran = run_suit_on_terminal({"do", "--no-checks", "rename the variable f to g"}, folder_.path(), {"1", "a"});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(has("c.cc", "int g; int g;")) << ran.out;
}

TEST_F(TerminalTest, WhatAFileHoldsCannotSpeakToTheTerminal) {
  folder_.write("evil\x1b[2J.txt", "old \x1b]0;title\x07 \x1b[31m \xe2\x80\xae\n");
  Ran ran = run_suit_on_terminal({"do", "--no-checks", "replace old by new"}, folder_.path(), {"q"});
  EXPECT_EQ(ran.out.find("\x1b]0"), std::string::npos);
  EXPECT_EQ(ran.out.find("\x1b[2J"), std::string::npos);
  EXPECT_NE(ran.out.find("\\x1b"), std::string::npos);
}

TEST_F(TerminalTest, CtrlCDuringACheckLeavesItPendingAndKillsTheCheck) {
  Ran ran = run_suit_on_terminal({"do", "--check", "sleep 60", "replace old by new"}, folder_.path(), {"\x03"});
  EXPECT_EQ(ran.code, 130) << ran.out;
  EXPECT_TRUE(has("a.txt", "old line 3"));
  EXPECT_NE(run_suit({"status"}, folder_.path()).out.find("pending"), std::string::npos);
}

}  // namespace
}  // namespace suit
