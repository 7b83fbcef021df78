// The event stream: several writers, several listeners, broken connections.
#include <filesystem>
#include <thread>

#include "http/feed.h"
#include "ledger/ledger.h"
#include "support/served.h"
#include "support/testing.h"

namespace suit {
namespace {

class Events : public testing::Test {
 protected:
  Events() {
    folder.write("a.txt", "one\n");
    served.emplace(folder.path());
    ledger = must(Ledger::open(folder.path() + "/.suit/ledger.db",
                               LedgerMode::kReadWrite));  // simulates another process
  }
  void note(int number) { (void)must(ledger->append({.kind = "note", .body = {{"number", number}}})); }
  std::unique_ptr<Client> listen(const std::string& query, const std::string& fields = "") {
    auto client = std::make_unique<Client>(served->port(), 5'000);
    client->send("GET /api/events" + query + " HTTP/1.1\r\nHost: " + served->host() +
                 "\r\nAuthorization: Bearer " + served->token() + "\r\n" + fields + "\r\n");
    auto head = client->read();
    EXPECT_EQ(head.value_or(Answer{}).status, 200);
    EXPECT_EQ(head.value_or(Answer{}).fields["content-type"], "text/event-stream");
    client->read_until("\n\n");  // the greeting
    return client;
  }
  // The numbers of the next `count` ledger events.
  static std::vector<int64_t> numbers(Client& client, size_t count) {
    std::vector<int64_t> found;
    while (found.size() < count) {
      std::string piece = client.read_until("\n\n");
      if (piece.empty() || !piece.ends_with("\n\n")) break;
      if (piece.find("event: ledger\n") == piece.npos) continue;
      found.push_back(std::stoll(piece.substr(piece.find("id: ") + 4)));
      auto json = parse_json(piece.substr(piece.find("data: ") + 6));
      EXPECT_TRUE(json);
      EXPECT_EQ(json ? integer_or(*json, "sequence", 0) : 0, found.back());
    }
    return found;
  }
  TemporaryFolder folder;
  std::optional<Served> served;
  std::unique_ptr<Ledger> ledger;
};

TEST_F(Events, WhatAnotherProcessWritesArrivesOnceAndInOrder) {
  note(1);
  auto from_now = listen("");
  auto from_start = listen("?after=0");
  for (int i = 2; i <= 20; ++i) note(i);
  std::vector<int64_t> all, later;
  for (int64_t i = 1; i <= 20; ++i) all.push_back(i);
  later.assign(all.begin() + 1, all.end());
  EXPECT_EQ(numbers(*from_start, 20), all);
  EXPECT_EQ(numbers(*from_now, 19), later);
}

TEST_F(Events, ABrokenConnectionGoesOnWhereItWas) {
  auto first = listen("?after=0");
  for (int i = 1; i <= 5; ++i) note(i);
  EXPECT_EQ(numbers(*first, 3), (std::vector<int64_t>{1, 2, 3}));
  first.reset();
  for (int i = 6; i <= 9; ++i) note(i);
  // The browser sends the last id it received; the URL is still that of the first request.
  auto second = listen("?after=0", "Last-Event-ID: 3\r\n");
  EXPECT_EQ(numbers(*second, 6), (std::vector<int64_t>{4, 5, 6, 7, 8, 9}));
  // After a restart of the server, the ledger has everything.
  served->kill();
  note(10);
  served.emplace(folder.path());
  auto third = listen("?after=0", "Last-Event-ID: 9\r\n");
  EXPECT_EQ(numbers(*third, 1), (std::vector<int64_t>{10}));
}

TEST_F(Events, WhoMissedTooMuchIsToldSo) {
  for (int i = 0; i < static_cast<int>(Feed::kBacklogMax) + 10; ++i) note(i);
  auto late = listen("?after=1");
  EXPECT_NE(late->read_until("\n\n").find("event: reset\n"), std::string::npos);
  auto ahead = listen("?after=999999");  // from another ledger
  EXPECT_NE(ahead->read_until("\n\n").find("event: reset\n"), std::string::npos);
  auto wrong = served->get("/api/events?after=x");
  EXPECT_EQ(wrong.status, 400);
}

TEST_F(Events, ARunIsSeenFromItsBeginningToItsEnd) {
  auto listener = listen("");
  Json run =
      served->begin({{"task", "replace \"one\" by \"two\" in a.txt"}, {"no_checks", true}}, {"reviewing"});
  served->post("/api/runs/" + std::to_string(run["run"].get<int64_t>()) + "/stop", Json::object());
  std::vector<std::string> states, kinds;
  while (states.empty() || states.back() != "ended") {
    std::string piece = listener->read_until("\n\n");
    if (piece.empty()) break;
    auto json = parse_json(piece.substr(piece.find("data: ") + 6));
    ASSERT_TRUE(json) << piece;
    if (piece.find("event: run\n") != piece.npos) {
      states.push_back((*json)["state"]);
    } else {
      kinds.push_back((*json)["kind"]);
    }
  }
  EXPECT_EQ(states.back(), "ended");
  EXPECT_NE(std::find(states.begin(), states.end(), "reviewing"), states.end());
  EXPECT_EQ(kinds, (std::vector<std::string>{"task", "proposal"}));
}

TEST_F(Events, ALargeAnswerIsFetchedAndNotStreamed) {
  folder.write("large.txt", std::string(400'000, 'x') + "\n");
  auto listener = listen("");
  auto started = served->post("/api/pack", Json::object());
  ASSERT_EQ(started.status, 202) << started.body;
  std::string run = std::to_string(must(parse_json(started.body))["run"].get<int64_t>());
  Json ended;
  while (ended.is_null()) {
    std::string piece = listener->read_until("\n\n");
    ASSERT_FALSE(piece.empty());
    if (piece.find("event: run\n") == piece.npos) continue;
    Json shown = must(parse_json(piece.substr(piece.find("data: ") + 6)));
    if (shown["state"] == "ended") ended = shown;
  }
  EXPECT_FALSE(ended.contains("answer"));
  EXPECT_GT(ended.value("answer_bytes", 0), 400'000) << to_text(ended);
  Json fetched = must(parse_json(served->get("/api/runs/" + run).body));
  EXPECT_GT(to_text(fetched["answer"]).size(), 400'000u);
  EXPECT_FALSE(fetched.contains("answer_bytes"));
}

TEST_F(Events, ManyListenersGetTheSame) {
  std::vector<std::unique_ptr<Client>> listeners;
  for (int i = 0; i < 100; ++i) listeners.push_back(listen(""));
  for (int i = 1; i <= 10; ++i) note(i);
  for (auto& listener : listeners) EXPECT_EQ(numbers(*listener, 10).size(), 10u);
}

}  // namespace
}  // namespace suit
