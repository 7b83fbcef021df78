// A model's task through the API: its output as it streams, what it read, its plan, its cost.
#include <atomic>
#include <chrono>
#include <thread>

#include "http/api.h"
#include "support/faulty_upstream.h"
#include "support/json_schema.h"
#include "support/served.h"
#include "support/testing.h"

namespace suit {
namespace {

constexpr const char* kEdit = "a.txt\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n";

std::string stream_of(const Json& delta) {
  Json first = {{"model", "m"}, {"choices", {{{"index", 0}, {"delta", delta}}}}};
  Json end = {{"model", "m"},
              {"choices",
               {{{"index", 0},
                 {"delta", Json::object()},
                 {"finish_reason", delta.contains("tool_calls") ? "tool_calls" : "stop"}}}}};
  Json usage = {{"model", "m"},
                {"choices", Json::array()},
                {"usage", {{"prompt_tokens", 1000}, {"completion_tokens", 20}}}};
  return "data: " + to_text(first) + "\n\ndata: " + to_text(end) + "\n\ndata: " + to_text(usage) +
         "\n\ndata: [DONE]\n\n";
}

void say(Peer& peer, const Json& delta) {
  peer.send(answer_of(200, stream_of(delta), "Content-Type: text/event-stream\r\n"));
}

Json tool_call(const std::string& name, const Json& arguments) {
  return {{"role", "assistant"},
          {"tool_calls",
           {{{"index", 0},
             {"id", "c1"},
             {"type", "function"},
             {"function", {{"name", name}, {"arguments", to_text(arguments)}}}}}}};
}

class ModelApi : public testing::Test {
 protected:
  void serve(FaultyUpstream::Handler handler) {
    upstream = std::make_unique<FaultyUpstream>(std::move(handler));
    folder.write("a.txt", "one\n");
    folder.write("b.txt", "a.txt is read too\n");
    home.write("suit.toml", "default_model = \"up\"\n[[model]]\nname = \"up\"\nkind = \"openai\"\nurl = \"" +
                                upstream->url() + "\"\nid = \"m\"\nprice_in = 1.0\nprice_out = 10.0\n");
    served.emplace(folder.path(),
                   std::map<std::string, std::string>{{"SUIT_CONFIG", home.path() + "/suit.toml"}});
  }
  TemporaryFolder folder, home;
  std::unique_ptr<FaultyUpstream> upstream;
  std::optional<Served> served;
};

TEST_F(ModelApi, TheContextOfACallIsShownPartByPart) {
  serve([](const Received&, Peer& peer) { say(peer, {{"role", "assistant"}, {"content", kEdit}}); });
  Json run = served->begin({{"task", "make the number in a.txt larger"}}, {"reviewing", "ended"});
  ASSERT_EQ(run["state"], "reviewing") << to_text(run);
  Json task = served->get("/api/tasks/" + std::to_string(run["task"].get<int64_t>())).json();
  EXPECT_EQ(task["total"]["tokens_in"], 1000);
  EXPECT_NEAR(task["total"]["money"].get<double>(), 0.0012, 1e-9);
  Json call;
  for (const Json& stage : task["stages"])
    if (stage["stage"] == "call")
      call = served->get("/api/calls/" + std::to_string(stage["event"].get<int64_t>())).json();
  ASSERT_TRUE(call.is_object()) << to_text(task);
  Json openapi = Api::openapi();
  auto fits = check_schema(
      call,
      openapi["paths"]["/api/calls/{id}"]["get"]["responses"]["2XX"]["content"]["application/json"]["schema"],
      openapi["components"]["schemas"], "the call");
  EXPECT_TRUE(fits) << fits.error().message;
  int64_t sum = 0;
  std::map<std::string, int> kinds;
  for (const Json& part : call["parts"]) {
    ++kinds[part["kind"]];
    sum += part["tokens"].get<int64_t>();
    EXPECT_TRUE(part["name"] != "a.txt" || part["why"] != "") << to_text(part);
  }
  EXPECT_EQ(sum, 1000);
  EXPECT_GE(kinds["file"], 1);
  EXPECT_EQ(kinds["program"], 1);
  EXPECT_EQ(kinds["task"], 1);
  EXPECT_EQ(call["answer"], kEdit);
  EXPECT_NE(to_text(call["messages"]).find("make the number in a.txt larger"), std::string::npos);
}

TEST_F(ModelApi, WhatItSaysIsSeenAndItCanBeStopped) {
  serve([](const Received&, Peer& peer) {
    peer.send(answer_head(200, "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"));
    Json first = {
        {"model", "m"},
        {"choices", {{{"index", 0}, {"delta", {{"role", "assistant"}, {"content", "I begin\n"}}}}}}};
    peer.send(chunk_of("data: " + to_text(first) + "\n\n"));
    peer.stall();
  });
  Json run = served->begin({{"task", "make it better"}}, {"proposing"});
  std::string path = "/api/runs/" + std::to_string(run["run"].get<int64_t>());
  for (int i = 0; i < 500 && string_or(run, "said", "").find("I begin") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    run = served->get(path).json();
  }
  EXPECT_NE(string_or(run, "said", "").find("I begin"), std::string::npos) << to_text(run);
  served->post(path + "/stop", Json::object());
  run = served->wait(run["run"], {"ended"});
  EXPECT_EQ(run["error"]["code"], "cancelled") << to_text(run);
}

TEST_F(ModelApi, WordsEndTheTaskAndThinkingIsShownApart) {
  serve([](const Received&, Peer& peer) {
    say(peer,
        {{"role", "assistant"}, {"reasoning_content", "hm"}, {"content", "<think>so</think>It counts."}});
  });
  Json run = served->begin({{"task", "explain a.txt to me"}}, {"ended"});
  ASSERT_EQ(run["answer"]["status"], "answered") << to_text(run);
  EXPECT_EQ(run["answer"]["answer"]["text"], "It counts.");
  EXPECT_NE(string_or(run, "said", "").find("hm"), std::string::npos) << "thinking may be seen";
  EXPECT_EQ(served->get("/api/tasks").json()["tasks"][0]["state"], "answered");
  Json task = served->get("/api/tasks/" + std::to_string(run["task"].get<int64_t>())).json();
  EXPECT_EQ(task["stages"].back()["stage"], "reply") << to_text(task);
  for (const Json& stage : task["stages"])
    if (stage["stage"] == "call") {
      Json call = served->get("/api/calls/" + std::to_string(stage["event"].get<int64_t>())).json();
      EXPECT_EQ(call["answer"], "It counts.");
      EXPECT_EQ(call["thinking"], "hm\nso");
    }
}

TEST_F(ModelApi, ARejectionWithAReasonBringsAnotherProposal) {
  serve([](const Received& request, Peer& peer) {
    bool told = request.body.find("call it three") != std::string::npos;
    say(peer, {{"role", "assistant"},
               {"content", told ? "a.txt\n<<<<<<< SEARCH\none\n=======\nthree\n>>>>>>> REPLACE\n" : kEdit}});
  });
  Json run = served->begin({{"task", "make the number in a.txt larger"}}, {"reviewing", "ended"});
  ASSERT_EQ(run["state"], "reviewing") << to_text(run);
  auto reject = [&](const Json& proposal, const Json& body) {
    return served->post("/api/proposals/" + std::to_string(proposal.get<int64_t>()) + "/reject", body);
  };
  Json first = run["proposal"];
  EXPECT_EQ(reject(first, {{"reason", " "}, {"again", true}}).status, 400);
  Answer answer = reject(first, {{"reason", "call it three"}, {"again", true}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.json()["run"], run["run"]) << "the run that made it goes on";
  std::string path = "/api/runs/" + std::to_string(run["run"].get<int64_t>());
  for (int i = 0; i < 1500 && !(run["proposal"] != first && run["state"] == "reviewing"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    run = served->get(path).json();
  }
  ASSERT_NE(run["proposal"], first) << to_text(run);
  // After that run is over, another one continues the task.
  served->post(path + "/stop", Json::object());
  served->wait(run["run"], {"ended"});
  answer = reject(run["proposal"], {{"reason", "call it four"}, {"again", true}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  Json other = served->wait(answer.json()["run"], {"reviewing", "ended"});
  EXPECT_EQ(other["task"], run["task"]);
  EXPECT_EQ(other["answer"]["status"], "declined") << "this model says the same again: " + to_text(other);
}

TEST_F(ModelApi, AnAgentsPlanCanBeChanged) {
  serve([](const Received& request, Peer& peer) {
    if (request.body.find("The person changed the plan") == std::string::npos)
      return say(peer, tool_call("plan", {{"steps", {"change everything"}}}));
    say(peer, tool_call("ask", {{"question", "which?"}, {"choices", {"this", "that"}}}));
  });
  Json run = served->begin({{"task", "make it better"}, {"level", "agent"}}, {"planning", "ended"});
  ASSERT_EQ(run["state"], "planning") << to_text(run);
  EXPECT_NE(to_text(run["plan"]).find("change everything"), std::string::npos);
  std::string path = "/api/runs/" + std::to_string(run["run"].get<int64_t>());
  EXPECT_EQ(served->post(path + "/answer", {{"choice", 0}}).status, 409);  // it is not asking
  EXPECT_EQ(served->post(path + "/plan", {{"plan", "change a little"}}).status, 200);
  run = served->wait(run["run"], {"asking", "ended"});
  EXPECT_EQ(run["state"], "asking") << to_text(run);
  EXPECT_EQ(served->post(path + "/answer", {{"choice", 7}}).status, 409);
  served->post(path + "/stop", Json::object());
  EXPECT_EQ(served->wait(run["run"], {"ended"})["answer"]["status"], "unanswered");
}

TEST_F(ModelApi, AFailedCallIsAnErrorThatSaysWhy) {
  serve([](const Received&, Peer& peer) {
    peer.send(answer_of(401, R"({"error": {"message": "no such key"}})"));
  });
  Json run = served->begin({{"task", "make it better"}}, {"ended"});
  EXPECT_EQ(run["error"]["code"], "denied") << to_text(run);
  Json task = served->get("/api/tasks/" + std::to_string(run["task"].get<int64_t>())).json();
  bool seen = false;
  for (const Json& stage : task["stages"])
    if (stage["stage"] == "call")
      seen = served->get("/api/calls/" + std::to_string(stage["event"].get<int64_t>()))
                 .json()
                 .contains("failure");
  EXPECT_TRUE(seen);
}

TEST_F(ModelApi, AQuestionIsAnsweredByClaimsThatHold) {
  std::atomic<bool> stalls = false;
  serve([&](const Received&, Peer& peer) {
    if (stalls) return peer.stall();
    say_chat(
        peer,
        R"({"claims": [{"claim": "Also a.txt is read.", "source": 1, "quote": "a.txt is read too"}, {"claim": "It holds 7 numbers.", "source": 1, "quote": "a.txt is read too"}], "not_found": ""})");
  });
  auto ask = [&](const Json& request) {
    Answer answer = served->post("/api/ask", request);
    EXPECT_EQ(answer.status, 202) << answer.body;
    return answer.json()["run"].get<int64_t>();
  };
  Json run = served->wait(ask({{"question", "is a.txt read?"}, {"level", "research"}}), {"ended"});
  ASSERT_TRUE(run.contains("answer")) << to_text(run);
  EXPECT_EQ(run["answer"]["id"], run["task"]);
  EXPECT_EQ(run["answer"]["claims"][0]["place"], "b.txt");
  EXPECT_EQ(run["answer"]["removed"].size(), 1u);
  // It is in the ledger too.
  EXPECT_TRUE(has(served->get("/api/show/" + std::to_string(run["task"].get<int64_t>())).body, "b.txt:"));
  stalls = true;
  int64_t stalled = ask({{"question", "is a.txt read again?"}, {"level", "research"}});
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    run = served->get("/api/runs/" + std::to_string(stalled)).json();
  } while (run["state"] != "ended" && !run.contains("task"));
  EXPECT_EQ(served->post("/api/runs/" + std::to_string(stalled) + "/stop", Json::object()).status, 200);
  run = served->wait(stalled, {"ended"});
  EXPECT_EQ(run["error"]["code"], "cancelled") << to_text(run);
  EXPECT_TRUE(has(run["error"]["hint"], "--resume " + std::to_string(run["task"].get<int64_t>())));
  stalls = false;
  run = served->wait(ask({{"resume", run["task"]}}), {"ended"});
  EXPECT_EQ(run["answer"]["claims"].size(), 1u) << to_text(run);
  for (const auto& [request, status] :
       std::vector<std::pair<Json, int>>{{{{"question", " "}}, 400},
                                         {{{"question", "x"}, {"resume", 1}}, 400},
                                         {{{"question", "x"}, {"only_from", true}}, 400},
                                         {{{"question", "x"}, {"level", "god"}}, 400},
                                         {{{"question", "x"}, {"level", "deep"}, {"model", "nobody"}}, 404}})
    EXPECT_EQ(served->post("/api/ask", request).status, status) << to_text(request);
}

}  // namespace
}  // namespace suit
