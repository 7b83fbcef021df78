// Models through the binary: a real HTTP server on loopback with scripted answers and failures.
#include <sys/stat.h>

#include "base/json.h"
#include "support/faulty_upstream.h"
#include "support/testing.h"

namespace suit {
namespace {

constexpr const char* kEdit = "a.txt\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n";
constexpr const char* kKey = "sk-planted-key-0123456789";

class ModelCommand : public testing::Test {
 protected:
  ModelCommand() {
    folder_.write("work/a.txt", "one\n");
    environment_ = {{"SUIT_CONFIG", folder_.path() + "/config/suit.toml"}, {"TEST_KEY", kKey}};
  }
  Ran suit(std::vector<std::string> arguments) {
    return run_suit(std::move(arguments), folder_.path() + "/work", environment_);
  }
  void add(const std::string& name, const FaultyUpstream& upstream, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"model",        "add",  name, "--kind",    "openai",  "--url",
                                          upstream.url(), "--id", "m",  "--key-env", "TEST_KEY"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Ran ran = suit(arguments);
    EXPECT_EQ(ran.code, 0) << ran.err;
  }
  Json total_cost() {
    Ran ran = suit({"cost", "--json"});
    return must(parse_json(ran.out))["total"];
  }

  TemporaryFolder folder_;
  std::map<std::string, std::string> environment_;
};

TEST_F(ModelCommand, AModelsEditIsProposedCheckedAppliedAndUndone) {
  FaultyUpstream upstream([](const Received&, Peer& peer) { say_chat(peer, kEdit); });
  add("up", upstream, {"--price-in", "1", "--price-out", "10"});
  EXPECT_EQ(suit({"model", "use", "up"}).code, 0);
  Ran ran = suit({"do", "--yes", "--check", "grep -q two a.txt", "make the number larger"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("work/a.txt"), "two\n");
  Json cost = total_cost();
  EXPECT_EQ(integer_or(cost, "tokens_in", 0), 100);
  EXPECT_NEAR(cost["money"].get<double>(), 0.0003, 1e-9);
  EXPECT_EQ(suit({"undo"}).code, 0);
  EXPECT_EQ(folder_.read("work/a.txt"), "one\n");
}

TEST_F(ModelCommand, AtLevelsEditAndCompleteOnlyThePlaceIsReadAndWritten) {
  std::string text;
  for (int i = 1; i <= 400; ++i) text += "line " + std::to_string(i) + "\n";
  folder_.write("work/b.txt", text);
  Shared<std::string> asked{""};
  FaultyUpstream upstream([&](const Received& received, Peer& peer) {
    asked = received.body;
    say_chat(peer, "```\nthe new line\n```\n");
  });
  add("up", upstream);
  Ran edited =
      suit({"do", "--model", "up", "--yes", "--level", "edit", "--scope", "b.txt:200", "say it otherwise"});
  EXPECT_EQ(edited.code, 0) << edited.out << edited.err;
  EXPECT_NE(folder_.read("work/b.txt").find("line 199\nthe new line\nline 201\n"), std::string::npos);
  EXPECT_EQ(asked.get().find("a.txt"), std::string::npos) << "nothing else is read";
  Ran completed =
      suit({"do", "--model", "up", "--yes", "--level", "complete", "--scope", "b.txt:400", "go on"});
  EXPECT_EQ(completed.code, 0) << completed.out << completed.err;
  EXPECT_TRUE(folder_.read("work/b.txt").ends_with("line 400\nthe new line\n"));
}

TEST_F(ModelCommand, TheKeyIsSentAndStandsNowhere) {
  FaultyUpstream upstream([](const Received& received, Peer& peer) {
    auto it = received.fields.find("authorization");
    EXPECT_EQ(it == received.fields.end() ? "" : it->second, std::string("Bearer ") + kKey);
    peer.send(answer_of(401, "{\"error\": {\"message\": \"bad key " + std::string(kKey) + "\"}}"));
  });
  add("up", upstream);
  Ran ran = suit({"do", "--model", "up", "--yes", "make the number larger"});
  EXPECT_NE(ran.code, 0);
  EXPECT_EQ((ran.out + ran.err).find(kKey), std::string::npos) << ran.out << ran.err;
  Ran everywhere = run_program({"grep", "-r", "-a", "-l", kKey, "."}, folder_.path());
  EXPECT_EQ(everywhere.out, "");
  struct stat st;
  ASSERT_EQ(::stat((folder_.path() + "/config/suit.toml").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0600u);
}

TEST_F(ModelCommand, ABrownoutFailsOverAndIsSaidAndRecorded) {
  FaultyUpstream broken([](const Received&, Peer& peer) {
    // Half of a valid answer, then nothing: never accepted as an answer.
    std::string stream = chat_stream(kEdit);
    peer.send(answer_head(200, "Content-Type: text/event-stream\r\n") +
              stream.substr(0, stream.find("data:", 10)));
    peer.cut();
  });
  FaultyUpstream good([](const Received&, Peer& peer) { say_chat(peer, kEdit); });
  add("second", good);
  add("first", broken, {"--fallback", "second"});
  Ran ran = suit({"do", "--model", "first", "--yes", "make the number larger"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("work/a.txt"), "two\n");
  EXPECT_NE(ran.out.find("asking second"), std::string::npos) << ran.out;
  Json cost = total_cost();
  EXPECT_EQ(integer_or(cost, "calls", 0), 4) << "three attempts, then the other";
  EXPECT_EQ(integer_or(cost, "failed", 0), 3);
}

TEST_F(ModelCommand, ATaskThatAFailureCutShortGoesOn) {
  std::atomic<int> calls{0};
  std::atomic<bool> broken{true};
  FaultyUpstream upstream([&](const Received&, Peer& peer) {
    int call = ++calls;
    if (call == 1) return say_chat(peer, "a.txt\n<<<<<<< SEARCH\nnowhere\n=======\ntwo\n>>>>>>> REPLACE\n");
    if (broken) return void(peer.send(answer_of(503, "{}")));
    say_chat(peer, kEdit);
  });
  add("up", upstream);
  Ran cut = suit({"do", "--model", "up", "--check", "grep -q two a.txt", "make the number larger"});
  EXPECT_EQ(cut.code, 1) << cut.out << cut.err;
  EXPECT_NE(cut.err.find("`suit resume t1` continues it"), std::string::npos) << cut.err;
  int before = calls;
  broken = false;
  Ran resumed = suit({"resume", "--yes"});
  EXPECT_EQ(resumed.code, 0) << resumed.out << resumed.err;
  EXPECT_EQ(calls, before + 1) << "the first answer is not asked for again";
  EXPECT_EQ(folder_.read("work/a.txt"), "two\n");
  EXPECT_NE(resumed.out.find("grep -q two a.txt"), std::string::npos)
      << "with the checks that the task named";
  EXPECT_EQ(suit({"resume"}).code, 1);
  EXPECT_EQ(suit({"resume", "1"}).code, 6);
}

TEST_F(ModelCommand, ThinkingIsNeverActedOn) {
  FaultyUpstream upstream([](const Received&, Peer& peer) {
    say_chat(
        peer,
        "<think>\nMaybe this:\n" + std::string(kEdit) +
            "evil.txt\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE\n"
            "QUESTION: may I?\n- yes\n- no\n</think>\n\nNo change is needed: the number is large enough.");
  });
  add("up", upstream);
  Ran ran = suit({"do", "--model", "up", "--yes", "make the number larger"});
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("work/a.txt"), "one\n");
  EXPECT_FALSE(folder_.exists("work/evil.txt"));
  EXPECT_TRUE(
      has(ran.out, "up answers; nothing was changed:\nNo change is needed: the number is large enough.\n"))
      << ran.out;
  EXPECT_EQ(upstream.received().size(), 1u);
  // Nor at level agent, where calls are sent as text.
  FaultyUpstream agent([](const Received&, Peer& peer) {
    say_chat(peer,
             "<think>{\"tool\": \"remove\", \"arguments\": {\"path\": \"a.txt\"}}\n</think>\nIt is fine as "
             "it is.");
  });
  add("agent", agent);
  ran = suit({"do", "--model", "agent", "--yes", "--level", "agent", "make the number larger"});
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("work/a.txt"), "one\n");
  EXPECT_TRUE(has(ran.out, "agent answers; nothing was changed:\nIt is fine as it is.\n")) << ran.out;
}

TEST_F(ModelCommand, AnAnswerInWordsIsShownAndEndsTheTask) {
  const std::string words = "# Numbers\n\nThis project counts:\n\n```python\nprint(1)\n```\n";
  FaultyUpstream upstream([&](const Received&, Peer& peer) { say_chat(peer, words); });
  add("up", upstream);
  Ran ran = suit({"do", "--model", "up", "--json", "explain this project"});
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  Json json = must(parse_json(ran.out));
  EXPECT_EQ(json["status"], "answered");
  EXPECT_EQ(json["answer"]["text"], words);
  EXPECT_EQ(json["answer"]["model"], "up");
  EXPECT_FALSE(json.contains("proposal"));
  EXPECT_EQ(upstream.received().size(), 1u);
  std::string log = suit({"log"}).out;
  EXPECT_TRUE(has(log, "answered in words by up")) << log;
  EXPECT_TRUE(has(suit({"show", std::to_string(json["task"].get<int64_t>())}).out, "This project counts:"));
  EXPECT_EQ(suit({"resume"}).code, 1) << "it is not a task that was cut short";
}

TEST_F(ModelCommand, AnswersThatDoNotFitAreToldRecordedAndSeenByTrust) {
  FaultyUpstream upstream([](const Received&, Peer& peer) {
    say_chat(peer, "a.txt\n<<<<<<< SEARCH\nthree\n=======\ntwo\n>>>>>>> REPLACE\n");
  });
  add("up", upstream);
  Ran ran = suit({"do", "--model", "up", "make the number larger"});
  EXPECT_EQ(ran.code, 5) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out,
                  "no proposal: 4 answers of up did not fit\n  problem: a.txt: the lines to be replaced are "
                  "not in the file, line for line\n"))
      << ran.out;
  Json json = must(parse_json(suit({"do", "--model", "up", "--json", "make the number larger"}).out));
  EXPECT_EQ(json["declined"]["answers"], 4);
  EXPECT_EQ(json["declined"]["problems"].size(), 1u);
  EXPECT_TRUE(has(suit({"log"}).out, "declined: no proposal: 4 answers of up did not fit"));
  Json trust = must(parse_json(suit({"trust", "--json"}).out));
  EXPECT_TRUE(trust["records"].empty()) << "no change was wrong";
  ASSERT_EQ(trust["models"].size(), 1u) << to_text(trust);
  EXPECT_EQ(trust["models"][0]["model"], "up");
  EXPECT_EQ(trust["models"][0]["kind"], "no proposal");
  EXPECT_EQ(trust["models"][0]["tasks"], 2);
  EXPECT_EQ(trust["models"][0]["unfit"], 2);
  EXPECT_TRUE(has(suit({"trust"}).out, "2 tasks with unusable answers, 0 answered in words"));
  EXPECT_EQ(suit({"resume"}).code, 1);
}

TEST_F(ModelCommand, AReasonForARejectionReachesTheModel) {
  Shared<std::string> asked{""};
  FaultyUpstream upstream([&](const Received& received, Peer& peer) {
    asked = received.body;
    say_chat(peer, has(received.body, "call it three")
                       ? "a.txt\n<<<<<<< SEARCH\none\n=======\nthree\n>>>>>>> REPLACE\n"
                       : kEdit);
  });
  add("up", upstream);
  Ran pending = suit({"do", "--model", "up", "--check", "grep -q t a.txt", "make the number larger"});
  EXPECT_EQ(pending.code, 3) << pending.out << pending.err;
  EXPECT_EQ(suit({"resume", "1"}).code, 6) << "it is pending";
  Json status = must(parse_json(suit({"status", "--json"}).out));
  std::string id = std::to_string(status["pending"][0]["id"].get<int64_t>());
  Ran rejected = suit({"review", id, "--reject", "not two: call it three"});
  EXPECT_EQ(rejected.code, 4);
  EXPECT_TRUE(has(rejected.out, "`suit resume t1` asks the model for another proposal, with your reason"))
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
