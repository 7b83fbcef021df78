// Slow, silent or many clients: the cost of each for the workbench's server, which must still answer its
// owner.
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/text.h"
#include "http/api.h"
#include "http/workbench.h"
#include "propose/mechanic/mechanic.h"
#include "support/served.h"
#include "support/testing.h"

namespace suit {
namespace {

// Limits on time and count, reduced for the test: the server is in this process.
class Limits : public testing::Test {
 protected:
  void start(ServerLimits limits) {
    folder.write("a.txt", "one\n");
    workbench = must(Workbench::open({.folder = folder.path(), .port = 0, .limits = limits}, parts));
    thread = std::thread([this] { workbench->run(Server::Signals::kIgnore); });
  }
  ~Limits() override {
    workbench->stop();
    thread.join();
  }
  std::string request(const std::string& target) const {
    return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(workbench->port()) +
           "\r\nAuthorization: Bearer " + workbench->token() + "\r\n\r\n";
  }
  TemporaryFolder folder;
  std::unique_ptr<Proposer> mechanic = make_mechanic();
  Parts parts{{mechanic.get()}, *mechanic, {}};
  std::unique_ptr<Workbench> workbench;
  std::thread thread;
};

TEST_F(Limits, SlowClientsAreCutOff) {
  start({.head_ms = 300, .body_ms = 300, .write_ms = 300, .idle_ms = 300});
  Client silent(workbench->port()), trickling(workbench->port()), idle(workbench->port()),
      half(workbench->port());
  idle.send(request("/api/runs"));
  EXPECT_EQ(idle.read().value_or(Answer{}).status, 200);
  std::string body = request("/api/undo");
  body.replace(0, 3, "POST");
  body.insert(body.size() - 2, "Content-Type: application/json\r\nContent-Length: 10\r\n");
  half.send(body + "{");
  auto begun = std::chrono::steady_clock::now();
  std::string head = request("/api/status");
  bool gone = false;
  for (size_t i = 0; i < head.size() && !gone; ++i) {
    gone = !trickling.send(head.substr(i, 1));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  EXPECT_TRUE(gone || trickling.is_closed());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(half.is_closed());
}

TEST_F(Limits, AListenerThatDoesNotReadIsCutOff) {
  start({.write_ms = 300});
  Client listener(workbench->port(), 2'000);
  listener.send(request("/api/events"));
  EXPECT_EQ(listener.read().value_or(Answer{}).status, 200);
  // More than the kernel's buffers: 40 MB of unread events.
  auto ledger = must(Ledger::open(folder.path() + "/.suit/ledger.db", LedgerMode::kReadWrite));
  for (int i = 0; i < 40; ++i)
    (void)must(ledger->append({.kind = "note", .body = {{"text", std::string(1u << 20, 'x')}}}));
  std::this_thread::sleep_for(std::chrono::milliseconds(1'500));
  EXPECT_TRUE(listener.is_closed());
  Client other(workbench->port());
  other.send(request("/api/status"));
  EXPECT_EQ(other.read().value_or(Answer{}).status, 200);
}

// An unauthenticated client may fill all connections with partial or complete requests; an authenticated one
// still gets a connection.
TEST_F(Limits, StrangersMakeRoomForWhoIsLetIn) {
  start({.connections = 20});
  Client mine(workbench->port());
  mine.send(request("/api/runs"));
  EXPECT_EQ(mine.read().value_or(Answer{}).status, 200);
  std::vector<std::unique_ptr<Client>> strangers;
  for (int i = 0; i < 100; ++i) {
    strangers.push_back(std::make_unique<Client>(workbench->port()));
    std::string whole =
        "GET /app.js HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(workbench->port()) + "\r\n\r\n";
    strangers.back()->send(i % 3 == 0 ? "" : i % 3 == 1 ? "GET /api/status HT" : whole);
  }
  for (int i = 0; i < 3; ++i) {
    Client other(workbench->port());
    other.send(request("/api/runs"));
    EXPECT_EQ(other.read().value_or(Answer{}).status, 200);
  }
  mine.send(request("/api/runs"));  // one of the oldest, and still open
  EXPECT_EQ(mine.read().value_or(Answer{}).status, 200);
  EXPECT_TRUE(strangers.front()->is_closed());
}

TEST_F(Limits, TooManyConnectionsAreClosedAtOnce) {
  start({.connections = 5});
  {
    std::vector<std::unique_ptr<Client>> held;
    for (int i = 0; i < 5; ++i) {
      held.push_back(std::make_unique<Client>(workbench->port()));
      held.back()->send(request("/api/runs"));
      EXPECT_EQ(held.back()->read().value_or(Answer{}).status, 200);
    }
    EXPECT_TRUE(Client(workbench->port()).is_closed());
  }
  // Closed connections free their places.
  std::optional<Answer> answer;
  for (int i = 0; i < 100 && !answer; ++i) {
    Client client(workbench->port());
    client.send(request("/api/runs"));
    answer = client.read();
    if (!answer) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(answer.value_or(Answer{}).status, 200);
}

}  // namespace
}  // namespace suit
