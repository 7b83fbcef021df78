// Ctrl-C at each stage: the remaining state, the message, the exit status.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "ledger/ledger.h"
#include "support/testing.h"

namespace suit {
namespace {

class InterruptTest : public testing::Test {
 protected:
  void fill(int count) {
    for (int i = 0; i < count; ++i)
      folder_.write("f" + std::to_string(i % 50) + "/" + std::to_string(i) + ".txt", "old\n");
  }

  // Runs suit in a shell that keeps its output, and sends the signal as soon as `when` is true.
  template <class When>
  Ran interrupt(const std::string& arguments, int number, When when) {
    std::string script = "exec " SUIT_BINARY " " + arguments + " >.suit-out 2>.suit-err";
    pid_t child = ::fork();
    if (child == 0) {
      (void)!::chdir(folder_.path().c_str());
      ::setenv("SUIT_CONFIG", "/nonexistent", 1);
      ::execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
      ::_exit(127);
    }
    int status = 0;
    bool over = false;
    while (!when() && !over) {
      over = ::waitpid(child, &status, WNOHANG) == child;
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    hit_ = !over && ::kill(child, number) == 0;
    if (!over) ::waitpid(child, &status, 0);
    Ran ran;
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    EXPECT_TRUE(WIFEXITED(status)) << "killed by signal " << WTERMSIG(status);
    ran.out = folder_.read(".suit-out");
    ran.err = folder_.read(".suit-err");
    return ran;
  }
  TemporaryFolder folder_;
  bool hit_ = false;
};

TEST_F(InterruptTest, WhileItIsAppliedItIsAppliedAndSaidSo) {
  fill(1500);
  auto applying = [&] { return folder_.exists(".suit/unfinished"); };
  for (int number : {SIGINT, SIGTERM, SIGHUP}) {
    bool there = number != SIGTERM;
    std::string task = there ? "'replace old by new in **/*.txt'" : "'replace new by old in **/*.txt'";
    Ran ran = interrupt("do --yes --no-checks " + task, number, applying);
    EXPECT_TRUE(hit_);
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(has(ran.out, "applied. `suit undo ")) << ran.out.substr(ran.out.size() - 200) << ran.err;
    EXPECT_EQ(folder_.read("f7/7.txt"), there ? "new\n" : "old\n");
    EXPECT_FALSE(folder_.exists(".suit/unfinished"));
  }
  Ran ran = interrupt("undo", SIGINT, applying);
  EXPECT_TRUE(hit_);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(has(ran.out, " is undone. `suit redo` reapplies it")) << ran.out;
  EXPECT_EQ(folder_.read("f7/7.txt"), "old\n");
}

TEST_F(InterruptTest, WhatIsWatchedIsPackedAgainUntilThen) {
  folder_.write("a.txt", "one\n");
  bool changed = false;
  Ran ran = interrupt("pack --no-cache --watch -o .out.xml", SIGINT, [&] {
    if (!folder_.exists(".out.xml")) return false;
    if (!std::exchange(changed, true)) folder_.write("a.txt", "another\n");
    return has(folder_.read(".out.xml"), "another");
  });
  EXPECT_TRUE(hit_);
  EXPECT_EQ(ran.code, 130) << ran.err;
  EXPECT_TRUE(has(folder_.read(".out.xml"), "another")) << ran.err;
}

TEST_F(InterruptTest, BeforeTheProposalNothingIsChangedAndSaidSo) {
  fill(4000);
  for (const char* json : {"", "--json "}) {
    Ran ran = interrupt(std::string("do --yes --no-checks ") + json + "'replace old by new in **/*.txt'",
                        SIGINT, [&] { return folder_.exists(".suit/ledger.db-wal"); });
    EXPECT_TRUE(hit_);
    EXPECT_EQ(ran.code, 130);
    EXPECT_TRUE(has(*json ? ran.out : ran.err, "stopped: nothing was changed")) << ran.err << ran.out;
    EXPECT_EQ(*json != 0, has(ran.out, "\"code\":\"cancelled\"")) << ran.out;
    EXPECT_EQ(folder_.read("f7/7.txt"), "old\n");
    run_program({"sh", "-c", "rm -rf .suit"}, folder_.path());
  }
}

TEST_F(InterruptTest, DuringACheckItStaysPending) {
  fill(1);
  Ran ran = interrupt("do --yes --check 'touch /tmp/x; sleep 60' 'replace old by new in **/*.txt'", SIGINT,
                      [&] { return has(run_suit({"status"}, folder_.path()).out, "pending"); });
  EXPECT_TRUE(hit_);
  EXPECT_EQ(ran.code, 130);
  EXPECT_TRUE(has(ran.err, "nothing was changed")) << ran.err;
  EXPECT_TRUE(has(run_suit({"status"}, folder_.path()).out, "pending"));
  EXPECT_EQ(folder_.read("f0/0.txt"), "old\n");
}

}  // namespace
}  // namespace suit
