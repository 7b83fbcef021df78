// The review on a real terminal, with single keys.
#include <fstream>

#include "support/testing.h"

namespace suit {
namespace {

class TerminalTest : public testing::Test {
 protected:
  TerminalTest() {
    std::string text;
    for (int i = 1; i <= 30; ++i)
      text += (i == 3 || i == 25 ? "old line " : "line ") + std::to_string(i) + "\n";
    folder_.write("a.txt", text);
    folder_.write("b.txt", "an old line\n");
  }
  Ran replace(const std::vector<std::string>& keys,
              const std::map<std::string, std::string>& environment = {}) {
    return run_suit_on_terminal({"do", "--no-checks", "replace old by new"}, folder_.path(), keys,
                                environment);
  }
  bool has(const std::string& file, const std::string& text) {
    return folder_.read(file).find(text) != std::string::npos;
  }
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
  std::string log = run_suit({"log"}, folder_.path()).out;
  EXPECT_NE(log.find("rejected by person "), std::string::npos) << log;  // followed by the person's name
  EXPECT_NE(log.find(": wrong"), std::string::npos) << log;
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
  ran = run_suit_on_terminal({"do", "--no-checks", "replace EDITED by X in a.txt"}, folder_.path(),
                             {"e", "q"}, {{"EDITOR", folder_.path() + "/bad.sh"}});
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
  Ran ran =
      run_suit_on_terminal({"do", "--check", "sleep 60", "replace old by new"}, folder_.path(), {"\x03"});
  EXPECT_EQ(ran.code, 130) << ran.out;
  EXPECT_TRUE(has("a.txt", "old line 3"));
  EXPECT_NE(run_suit({"status"}, folder_.path()).out.find("pending"), std::string::npos);
}

// Step by step, driven by the screen's content.
class ReviewTest : public TerminalTest {
 protected:
  const std::vector<std::string> do_ = {SUIT_BINARY, "do", "--no-checks", "replace old by new"};
  // One change of 60 lines.
  void write_long() {
    std::string text;
    for (int i = 1; i <= 60; ++i) text += "old line " + std::to_string(i) + "\n";
    folder_.write("a.txt", text);
  }
  std::string last_verdict() {
    std::string log = run_suit({"log", "--json", "--limit", "0"}, folder_.path()).out;
    size_t at = log.rfind("\"kind\":\"verdict\"");
    return at == log.npos ? "" : log.substr(at, log.find('\n', at) - at);
  }
  std::string trust() { return run_suit({"trust", "--json"}, folder_.path()).out; }
};

TEST_F(ReviewTest, OnlyListedKeysDecide) {
  TerminalSession session(do_, folder_.path(), 40, 100);
  for (const char* key :
       {" ", "\n", "y", "n", "k", "Y", "x", "1", "\t", "\x7f", "\x1b[A", "\x1bOP", "\x1c"}) {
    ASSERT_TRUE(session.wait_for("[?] ")) << session.out();
    if (key == std::string("\x1b[A") || key == std::string("\x1bOP")) {
      session.type(std::string(key) + "?");  // an unknown key: the next one is read
    } else {
      session.type(key);
    }
  }
  ASSERT_TRUE(session.wait_for("[?] "));
  EXPECT_FALSE(suit::has(session.out(), "2/3")) << session.out();
  session.type("q");
  EXPECT_EQ(session.end(), 3);
  EXPECT_TRUE(has("a.txt", "old line 3"));
}

TEST_F(ReviewTest, ALongChangeIsShownPageByPage) {
  write_long();
  TerminalSession session(do_, folder_.path(), 24, 80);
  ASSERT_TRUE(session.wait_for("[?] "));
  EXPECT_TRUE(suit::has(session.out(), "[space] ")) << session.out();
  EXPECT_FALSE(suit::has(session.out(), "+new line 1\r")) << "its first page holds what goes";
  size_t pages = 1;
  for (; !suit::has(session.out(), "+new line 60\r"); ++pages) {
    ASSERT_LT(pages, 20u) << session.out();
    session.type(" ");
    ASSERT_TRUE(session.wait_for("[?] "));
  }
  EXPECT_GE(pages, 6u);
  session.type(" ");
  ASSERT_TRUE(session.wait_for("no more lines in this change"));
  ASSERT_TRUE(session.wait_for("[?] "));
  EXPECT_TRUE(has("a.txt", "old line 60"));
  session.type("a");
  ASSERT_TRUE(session.wait_for("b.txt  2/2"));
  ASSERT_TRUE(session.wait_for("[?] "));
  session.type("a");
  EXPECT_EQ(session.end(), 0) << session.out();
  EXPECT_TRUE(suit::has(last_verdict(), "\"manner\":\"accepted\"")) << last_verdict();
  EXPECT_TRUE(suit::has(trust(), "\"clean\":1"));
}

TEST_F(ReviewTest, WhatWasNeverShownIsUnread) {
  write_long();
  for (const char* key : {"a", "A"}) {
    TerminalSession session(do_, folder_.path(), 24, 80);
    ASSERT_TRUE(session.wait_for("[?] "));
    session.type(key);
    if (*key == 'a') {
      ASSERT_TRUE(session.wait_for("[?] "));
      session.type("a");
    }
    EXPECT_EQ(session.end(), 0) << session.out();
    EXPECT_TRUE(suit::has(session.out(), "recorded as unread")) << session.out();
    EXPECT_TRUE(suit::has(last_verdict(), "\"manner\":\"unread\"")) << last_verdict();
    EXPECT_EQ(run_suit({"undo"}, folder_.path()).code, 0);
  }
  // Also if part of it is left out.
  folder_.write("b.txt", "an old line\n");
  TerminalSession session(do_, folder_.path(), 24, 80);
  ASSERT_TRUE(session.wait_for("[?] "));
  session.type("a");
  ASSERT_TRUE(session.wait_for("b.txt  2/2"));
  ASSERT_TRUE(session.wait_for("[?] "));
  session.type("r");
  ASSERT_TRUE(session.wait_for("no reason) "));
  session.type("\n");
  EXPECT_EQ(session.end(), 0) << session.out();
  EXPECT_TRUE(suit::has(last_verdict(), "\"manner\":\"unread\"")) << last_verdict();
  EXPECT_FALSE(suit::has(trust(), "\"clean\":0.5")) << trust();
}

TEST_F(ReviewTest, WhatARuleSaysMustBeReadIsNotAcceptedUnseen) {
  write_long();
  folder_.write("suit.toml", "[scope]\nask = [\"**\"]\n");
  TerminalSession session(do_, folder_.path(), 24, 80);
  ASSERT_TRUE(session.wait_for("[?] ")) << session.out();
  for (const char* key : {"a", "A"}) {
    session.type(key);
    ASSERT_TRUE(session.wait_for("a rule requires review")) << session.out();
    ASSERT_TRUE(session.wait_for("[?] "));
  }
  session.type("q");
  EXPECT_EQ(session.end(), 3);
}

TEST_F(ReviewTest, AcceptWithoutATerminalIsUnread) {
  ASSERT_EQ(run_suit({"do", "--no-checks", "replace old by new in b.txt"}, folder_.path()).code, 3);
  Ran ran = run_suit({"review", "--accept"}, folder_.path());
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(suit::has(ran.out, "recorded as unread")) << ran.out;
  EXPECT_TRUE(has("b.txt", "an new line"));
  EXPECT_TRUE(suit::has(last_verdict(), "\"manner\":\"unread\"")) << last_verdict();
  EXPECT_TRUE(suit::has(trust(), "\"clean\":0")) << trust();
}

TEST_F(ReviewTest, WhatIsTypedBeforeTheQuestionIsNoAnswer) {
  folder_.write("go", "");
  // The check ends only on request, long after the keys were typed.
  std::string check = "while ! [ -e /tmp/never ] && [ $((n=n+1)) -lt 200000 ]; do :; done";
  TerminalSession session({SUIT_BINARY, "do", "--check", check, "replace old by new"}, folder_.path(), 40,
                          100);
  ASSERT_TRUE(session.wait_for("  … ")) << session.out();
  session.type("AaA\n \nyA");
  ASSERT_TRUE(session.wait_for("[?] ")) << session.out();
  session.type("q");
  EXPECT_EQ(session.end(), 3) << session.out();
  EXPECT_TRUE(has("a.txt", "old line 3"));
  EXPECT_FALSE(suit::has(session.out(), "2/3"));
}

TEST_F(ReviewTest, WhatIsPastedIsNoAnswer) {
  TerminalSession session(do_, folder_.path(), 40, 100, {{"TERM", "xterm"}});
  ASSERT_TRUE(session.wait_for("[?] "));
  EXPECT_TRUE(suit::has(session.out(), "\x1b[?2004h"));
  session.type(
      "\x1b[200~aAAaa\nA\x1b[201~"
      "?");
  ASSERT_TRUE(session.wait_for("accept this change"));
  ASSERT_TRUE(session.wait_for("[?] "));
  EXPECT_FALSE(suit::has(session.out(), "2/3"));
  session.type("q");
  EXPECT_EQ(session.end(), 3);
  EXPECT_TRUE(suit::has(session.out(), "\x1b[?2004l"));
}

TEST_F(ReviewTest, CtrlZGivesTheTerminalToTheShell) {
  TerminalSession session({"bash", "--norc", "--noprofile", "-i"}, folder_.path(), 40, 100,
                          {{"PS1", "ready> "}});
  ASSERT_TRUE(session.wait_for("ready> "));
  session.type(SUIT_BINARY " do --no-checks 'replace old by new'\n");
  ASSERT_TRUE(session.wait_for("[?] ")) << session.out();
  session.type("\x1a");
  ASSERT_TRUE(session.wait_for("Stopped")) << session.out();
  ASSERT_TRUE(session.wait_for("ready> "));
  session.type("echo AAA$((1 + 1))\n");
  ASSERT_TRUE(session.wait_for("AAA2")) << session.out();
  ASSERT_TRUE(session.wait_for("ready> "));
  session.type("fg\n");
  ASSERT_TRUE(session.wait_for("a.txt  1/3")) << session.out();
  ASSERT_TRUE(session.wait_for("[?] "));
  EXPECT_TRUE(has("a.txt", "old line 3"));
  session.type("a");
  ASSERT_TRUE(session.wait_for("a.txt  2/3")) << session.out();
  ASSERT_TRUE(session.wait_for("[?] "));
  session.type("q");
  ASSERT_TRUE(session.wait_for("ready> "));
  session.type("exit\n");
  (void)session.end();
  EXPECT_TRUE(has("a.txt", "old line 3"));
}

TEST_F(ReviewTest, AnEditIsKept) {
  folder_.write("editor.sh", "#!/bin/sh\nsed -i 's/^+new line 3$/+EDITED/' \"$1\"\n", 0755);
  std::map<std::string, std::string> editor = {{"EDITOR", folder_.path() + "/editor.sh"}};
  Ran ran = run_suit_on_terminal({"do", "--no-checks", "replace old by new in a.txt"}, folder_.path(),
                                 {"e", "b", "a", "a"}, editor);
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(suit::has(ran.out, "1/2  (edited)")) << ran.out;
  EXPECT_TRUE(suit::has(ran.out, "+EDITED")) << ran.out;
  EXPECT_TRUE(has("a.txt", "EDITED\n") && has("a.txt", "new line 25"));
  EXPECT_EQ(run_suit({"undo"}, folder_.path()).code, 0);
  // After skipping and resuming it is still there; `o` drops it.
  ran = run_suit_on_terminal({"do", "--no-checks", "replace old by new in a.txt"}, folder_.path(),
                             {"e", "b", "s", "a", "b", "A"}, editor);
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(has("a.txt", "EDITED\n"));
  EXPECT_EQ(run_suit({"undo"}, folder_.path()).code, 0);
  ran = run_suit_on_terminal({"do", "--no-checks", "replace old by new in a.txt"}, folder_.path(),
                             {"e", "b", "o", "a", "a"}, editor);
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_TRUE(has("a.txt", "new line 3\n"));
  // An editor that changes nothing does not decide.
  EXPECT_EQ(run_suit({"undo"}, folder_.path()).code, 0);
  ran = run_suit_on_terminal({"do", "--no-checks", "replace old by new in a.txt"}, folder_.path(), {"e", "q"},
                             {{"EDITOR", "true"}});
  EXPECT_EQ(ran.code, 3) << ran.out;
}

TEST_F(ReviewTest, ANarrowTerminalShowsItAllToo) {
  folder_.write("a.txt", "old " + std::string(2'000, 'x') + " end\n");
  TerminalSession session({SUIT_BINARY, "do", "--no-checks", "replace old by new in a.txt"}, folder_.path(),
                          10, 20);
  ASSERT_TRUE(session.wait_for("[?] ")) << session.out();
  size_t pages = 1, ends = 0;
  for (; ends < 2 && pages < 200; ++pages) {
    ends = 0;
    for (size_t at = 0; (at = session.out().find(" end\r", at)) != std::string::npos; ++at) ++ends;
    if (ends == 2) break;
    session.type(" ");
    ASSERT_TRUE(session.wait_for("[?] "));
  }
  EXPECT_EQ(ends, 2u) << session.out();
  EXPECT_GE(pages, 20u);
  session.resize(40, 100);
  session.type("a");
  EXPECT_EQ(session.end(), 0);
  EXPECT_TRUE(suit::has(last_verdict(), "\"manner\":\"accepted\"")) << last_verdict();
}

TEST_F(ReviewTest, TheEndOfInputLeavesItPending) {
  auto session = std::make_unique<TerminalSession>(do_, folder_.path(), 40, 100);
  ASSERT_TRUE(session->wait_for("[?] "));
  session.reset();  // the window is closed
  EXPECT_TRUE(has("a.txt", "old line 3"));
  EXPECT_NE(run_suit({"status"}, folder_.path()).out.find("pending"), std::string::npos);
}

// The screen's content after output: supports text, \r, \n, wrapping and erasing.
std::vector<std::string> screen_of(const std::string& out, size_t columns) {
  std::vector<std::string> rows(1);
  size_t row = 0, column = 0;
  for (size_t i = 0; i < out.size();) {
    if (out[i] == '\x1b' && i + 1 < out.size() && out[i + 1] == '[') {
      size_t end = i + 2;
      while (end < out.size() && (out[end] < '@' || out[end] > '~')) ++end;
      char what = out[std::min(end, out.size() - 1)];
      if (what == 'K' || what == 'J') rows[row].resize(std::min(rows[row].size(), column), ' ');
      if (what == 'J') rows.resize(row + 1);
      if (what == 'A') row -= std::min<size_t>(row, static_cast<size_t>(std::max(1, std::atoi(&out[i + 2]))));
      i = end + 1;
      continue;
    }
    unsigned char c = static_cast<unsigned char>(out[i]);
    if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      if (++row == rows.size()) rows.emplace_back();
    } else if ((c & 0xC0) != 0x80) {  // each character is one column here
      if (column == columns) {
        column = 0;
        if (++row == rows.size()) rows.emplace_back();
      }
      if (rows[row].size() <= column) rows[row].resize(column + 1, ' ');
      bool dots = out.compare(i, 3, "…") == 0;  // start of a progress line
      rows[row][column++] = c < 0x80 ? static_cast<char>(c) : dots ? '~' : '?';
    }
    ++i;
  }
  return rows;
}

TEST_F(ReviewTest, TheProgressLineIsErasedBeforeAnythingElseIsShown) {
  // The check prints awkward output, as test runners do: tabs, wide characters, long lines.
  std::string check =
      "for i in 1 2 3 4 5 6; do printf 'ok\\tpackage/with/a/rather/long/name\\t0.1s\\tPROGRESS "
      "日本語日本語日本語日本語日本語日本語 PROGRESS PROGRESS\\n'; sleep 0.2; done";
  for (const char* term : {"xterm", "dumb"}) {
    for (int columns : {30, 60, 200}) {
      for (const std::string& end : {std::string("; exit 0"), std::string("; exit 1")}) {
        TerminalSession session(
            {SUIT_BINARY, "do", "--yes", "--check", check + end, "replace old by new in b.txt"},
            folder_.path(), 24, columns, {{"TERM", term}});
        (void)session.end();
        ASSERT_TRUE(suit::has(session.out(), "PROGRESS")) << session.out();
        for (const std::string& row : screen_of(session.out(), static_cast<size_t>(columns))) {
          bool own = row.starts_with("ok");  // output of a failed check is shown unchanged
          EXPECT_TRUE(own || !suit::has(row, "~ ") || !suit::has(row, "PROGRESS")) << row << "\n"
                                                                                   << session.out();
          EXPECT_FALSE(suit::has(row, "~ for i in")) << row << "\n" << session.out();
        }
        (void)run_suit({"undo"}, folder_.path());
      }
    }
  }
}

TEST_F(ReviewTest, LongOutputGoesThroughThePager) {
  write_long();
  ASSERT_EQ(run_suit({"do", "--yes", "--no-checks", "replace old by new in a.txt"}, folder_.path()).code, 0);
  folder_.write("pager.sh", "#!/bin/sh\necho PAGED; cat\n", 0755);
  std::map<std::string, std::string> pager = {{"PAGER", folder_.path() + "/pager.sh"}};
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"diff", "2"},
           {"show", "2"},
           {"log"},
           {"do", "--dry-run", "--no-checks", "replace new by old in a.txt"}}) {
    std::vector<std::string> words = {SUIT_BINARY};
    words.insert(words.end(), command.begin(), command.end());
    TerminalSession paged(words, folder_.path(), 24, 80, pager);
    EXPECT_EQ(paged.end(), 0) << paged.out();
    EXPECT_TRUE(suit::has(paged.out(), "PAGED")) << command[0] << paged.out();
    words.push_back("--no-pager");
    TerminalSession plain(words, folder_.path(), 24, 80, pager);
    EXPECT_EQ(plain.end(), 0) << plain.out();
    EXPECT_FALSE(suit::has(plain.out(), "PAGED")) << plain.out();
    pager["SUIT_PAGER"] = "cat";
    words.pop_back();
    TerminalSession cat(words, folder_.path(), 24, 80, pager);
    EXPECT_EQ(cat.end(), 0);
    EXPECT_FALSE(suit::has(cat.out(), "PAGED")) << cat.out();
    pager.erase("SUIT_PAGER");
  }
  EXPECT_FALSE(suit::has(run_suit({"diff", "2"}, folder_.path(), pager).out, "PAGED"));
  // Closing early is not an error.
  TerminalSession early({SUIT_BINARY, "diff", "2"}, folder_.path(), 24, 80, {{"PAGER", "head -1"}});
  EXPECT_EQ(early.end(), 0) << early.out();
}

}  // namespace
}  // namespace suit
