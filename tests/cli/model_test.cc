// Models through the binary: a real HTTP server on loopback with scripted answers and failures.
#include <sys/stat.h>

#include "base/json.h"
#include "support/faulty_upstream.h"
#include "support/testing.h"

namespace suit {
namespace {

constexpr const char* kEdit = "a.txt\n  EXPECT_TRUE(has(rejected.out, "`suit resume t1` asks the model for another proposal, with your reason"))
      << rejected.out;
  Ran again = suit({"resume", id, "--yes"});
  EXPECT_EQ(again.code, 0) << again.out << again.err;
  EXPECT_EQ(folder_.read("work/a.txt"), "three\n");
  EXPECT_TRUE(has(again.out, "grep -q t a.txt")) << "with the checks of the task";
  EXPECT_TRUE(has(asked.get(), "The person rejected it and says: not two: call it three"));
  EXPECT_TRUE(has(asked.get(), "-one\\n+two")) << asked.get();
  EXPECT_EQ(suit({"resume", "1"}).code, 6) << "it was applied";
  // The same again does not make a new proposal.
  EXPECT_EQ(suit({"undo"}).code, 0);
  EXPECT_EQ(suit({"do", "--model", "up", "make the number larger"}).code, 3);
  status = must(parse_json(suit({"status", "--json"}).out));
  id = std::to_string(status["pending"][0]["id"].get<int64_t>());
  EXPECT_EQ(suit({"review", id, "--reject", "no"}).code, 4);
  again = suit({"resume", id, "--yes"});
  EXPECT_EQ(again.code, 5) << again.out << again.err;
  EXPECT_TRUE(has(again.out, "it repeats a rejected proposal"));
  EXPECT_EQ(folder_.read("work/a.txt"), "one\n");
}

TEST_F(ModelCommand, OnATerminalAnotherProposalIsAskedForAtOnce) {
  FaultyUpstream upstream([&](const Received& received, Peer& peer) {
    say_chat(peer, has(received.body, "call it three")
                       ? "a.txt\n<<<<<<< SEARCH\none\n=======\nthree\n>>>>>>> REPLACE\n"
                       : kEdit);
  });
  add("up", upstream);
  Ran ran = run_suit_on_terminal({"do", "--model", "up", "make the number larger"}, folder_.path() + "/work",
                                 {"R", "call it three\n", "n", "a"}, environment_);
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_EQ(folder_.read("work/a.txt"), "three\n");
  EXPECT_EQ(upstream.received().size(), 2u);
  EXPECT_TRUE(has(upstream.received()[1].body, kEdit) || has(upstream.received()[1].body, "=======\\ntwo"))
      << "the conversation goes on";
  // Without a reason, nothing more is asked.
  folder_.write("work/a.txt", "one\n");
  ran = run_suit_on_terminal({"do", "--model", "up", "make the number larger"}, folder_.path() + "/work",
                             {"R", "\n"}, environment_);
  EXPECT_EQ(ran.code, 4) << ran.out;
  EXPECT_EQ(upstream.received().size(), 3u);
}

TEST_F(ModelCommand, OfflineOpensNoSocket) {
  FaultyUpstream upstream([](const Received&, Peer& peer) { say_chat(peer, kEdit); });
  add("up", upstream);
  Ran ran = suit({"do", "--offline", "--model", "up", "--yes", "make the number larger"});
  EXPECT_EQ(ran.code, 4) << ran.out << ran.err;
  EXPECT_NE(ran.err.find("offline"), std::string::npos) << ran.err;
  EXPECT_EQ(upstream.connections(), 0);
  Ran log = suit({"log", "--json"});
  EXPECT_EQ(log.out.find("\"egress\""), std::string::npos) << log.out;
  // In a namespace without network, with system calls traced: no attempt at all.
  Ran traced = run_program(
      {"unshare", "-rn", "strace", "-f", "-e", "trace=socket,connect", "-o", folder_.path() + "/trace",
       SUIT_BINARY, "do", "--offline", "--model", "up", "--yes", "make it larger"},
      folder_.path() + "/work", "", environment_);
  EXPECT_EQ(traced.code, 4) << traced.err;
  EXPECT_EQ(folder_.read("trace").find("AF_INET"), std::string::npos) << folder_.read("trace");
}

TEST_F(ModelCommand, ABudgetIsKept) {
  FaultyUpstream upstream(
      [](const Received&, Peer& peer) { say_chat(peer, "a.txt\n<<<<<<< SEARCH\nnothing of use\n"); });
  add("up", upstream);
  folder_.write("work/suit.toml", "[budget]\ntask_tokens = 200\n");
  Ran ran = suit({"do", "--model", "up", "--yes", "make the number larger"});
  EXPECT_EQ(ran.code, 1) << ran.out << ran.err;
  EXPECT_NE(ran.err.find("the task's budget of tokens is spent: 240 of 200"), std::string::npos) << ran.err;
  EXPECT_EQ(upstream.received().size(), 2u);
}

TEST_F(ModelCommand, AnEditOutsideTheScopeIsRefused) {
  FaultyUpstream upstream([](const Received&, Peer& peer) { say_chat(peer, kEdit); });
  add("up", upstream);
  folder_.write("work/b.txt", "b\n");
  Ran ran = suit({"do", "--model", "up", "--scope", "b.txt", "--yes", "make the number larger"});
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("work/a.txt"), "one\n");
}

TEST_F(ModelCommand, ADryRunChangesNothingButItsCallsAreCounted) {
  FaultyUpstream upstream([](const Received&, Peer& peer) { say_chat(peer, kEdit); });
  add("up", upstream);
  EXPECT_EQ(suit({"do", "--model", "up", "--dry-run", "make the number larger"}).code, 0);
  EXPECT_EQ(folder_.read("work/a.txt"), "one\n");
  EXPECT_EQ(integer_or(total_cost(), "calls", 0), 1);
}

TEST_F(ModelCommand, FileChangedWhileTheModelThought) {
  FaultyUpstream upstream([this](const Received&, Peer& peer) {
    folder_.write("work/a.txt", "one\nmore\n");
    say_chat(peer, kEdit);
  });
  add("up", upstream);
  Ran ran = suit({"do", "--model", "up", "--yes", "make the number larger"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("work/a.txt"), "two\nmore\n") << "planned on what is there, and nothing is lost";
}

TEST_F(ModelCommand, WordsForWhatIsWrong) {
  Ran none = suit({"model", "list"});
  EXPECT_NE(none.out.find("no models: Suit does what the mechanic can"), std::string::npos) << none.out;
  EXPECT_NE(suit({"do", "--model", "nobody", "x"}).err.find("no model is named nobody"), std::string::npos);
  EXPECT_EQ(suit({"model", "add", "a b", "--kind", "llama", "--path", "a.txt"}).code, 2);
  EXPECT_EQ(suit({"model", "add", "x", "--kind", "openai"}).code, 2);
  EXPECT_EQ(suit({"model", "remove", "x"}).code, 1);
  EXPECT_EQ(suit({"model", "use", "x"}).code, 1);
  EXPECT_EQ(suit({"model", "add", "notgguf", "--kind", "llama", "--path", "a.txt"}).code, 0);
  Ran broken = suit({"model", "test", "notgguf"});
  EXPECT_NE(broken.code, 0);
  EXPECT_NE(broken.err.find("GGUF"), std::string::npos) << broken.err;
}

}  // namespace
}  // namespace suit
