#include "model/http.h"

#include "base/clock.h"
#include "model/redact.h"
#include "support/remote_models.h"

namespace suit {
namespace {

TEST(Url, Parts) {
  Url url = must(parse_url("https://API.Example.com/v1/"));
  EXPECT_TRUE(url.tls);
  EXPECT_EQ(url.host, "api.example.com");
  EXPECT_EQ(url.port, 443);
  EXPECT_EQ(url.path, "/v1");
  EXPECT_EQ(url.authority(), "api.example.com");
  url = must(parse_url("http://[::1]:8080/a?version=1"));
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.authority(), "[::1]:8080");
  EXPECT_EQ(url.path + url.query, "/a?version=1");
  EXPECT_EQ(url.text(), "http://[::1]:8080/a");
  url = must(parse_url("HTTP://127.0.0.1"));
  EXPECT_EQ(url.port, 80);
  EXPECT_EQ(url.path, "");
  EXPECT_EQ(must(parse_url("https://h:8443?x")).query, "?x");
}

TEST(Url, WhatIsNone) {
  for (const char* text : {"",
                           "api.example.com",
                           "ftp://a",
                           "http://",
                           "http:///v1",
                           "http://a:0",
                           "http://a:65536",
                           "http://a:8x",
                           "http://a:",
                           "http://a b",
                           "http://a\n",
                           "http://a/\r\nX: y",
                           "http://[::1",
                           "http://[1.2.3.4]",
                           "http://[::1]x",
                           "http://a#b",
                           "http://ä",
                           "http://.a",
                           "http://a\\b",
                           "https://user:hunter2@host/v1"}) {
    auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(url.error().message.find("hunter2"), std::string::npos);
  }
}

TEST(Redact, PiecesOfAKey) {
  const std::string key = "sk-abcdefghijklmnop";
  EXPECT_EQ(redacted("key sk-abcdefghijklmnop.", key), "key [key].");
  EXPECT_EQ(redacted("begins sk-abcde***, ends ijklmnop!", key), "begins [key]***, ends [key]!");
  EXPECT_EQ(redacted("sk-abcdefghijklmnopsk-abcdefghijklmnop", key), "[key]");
  EXPECT_EQ(redacted("nothing of sk-abc here", key), "nothing of sk-abc here");
  EXPECT_EQ(redacted("the word pass", "pass"), "the word [key]");
  EXPECT_EQ(redacted("the word is", "is"), "the word is");
  EXPECT_EQ(redacted("all", ""), "all");
}

struct Answered {
  HttpOutcome outcome;
  std::string body;
};

HttpOptions options(const FaultyUpstream& upstream) {
  return {
      .url = must(parse_url(upstream.url())), .model = "far", .timeouts = {60'000, 60'000, 60'000, 60'000}};
}

Answered get(HttpClient& client) {
  Answered answered;
  answered.outcome = client.call(
      {.method = "GET", .path = "/models"},
      [&](const HttpHead&, std::string_view piece) {
        answered.body += piece;
        return Flow::kMore;
      },
      nullptr);
  return answered;
}

TEST(Http, RequestAsItGoesOut) {
  FaultyUpstream upstream([](const Received&, Peer& peer) { peer.send(answer_of(200, "ok")); });
  MemoryEgress egress;
  HttpOptions wanted = options(upstream);
  wanted.url.query = "?version=2";
  ::setenv(kKeyVariable, (std::string(kTestKey) + "\n").c_str(), 1);
  wanted.key = {KeySource::kEnvironment, kKeyVariable};
  HttpClient client(wanted, egress);
  EXPECT_EQ(get(client).body, "ok");
  client.call(
      {.path = "/x", .fields = {{"X-More", "1"}}, .body = "{}"},
      [](const HttpHead&, std::string_view) { return Flow::kMore; }, nullptr);
  auto received = upstream.received();
  ASSERT_EQ(received.size(), 2u);
  EXPECT_EQ(received[0].method + " " + received[0].target, "GET /v1/models?version=2");
  EXPECT_EQ(received[0].fields.at("authorization"), "Bearer " + std::string(kTestKey));
  EXPECT_EQ(received[0].fields.at("host"), "127.0.0.1:" + std::to_string(upstream.port()));
  EXPECT_EQ(received[0].fields.at("accept-encoding"), "identity");
  EXPECT_FALSE(received[0].fields.contains("content-length"));
  EXPECT_EQ(received[1].method + " " + received[1].target + " " + received[1].body,
            "POST /v1/x?version=2 {}");
  EXPECT_EQ(received[1].fields.at("content-type"), "application/json");
  EXPECT_EQ(received[1].fields.at("x-more"), "1");
}

TEST(Http, BodiesInEveryForm) {
  Shared<std::string> told("");
  FaultyUpstream upstream([&](const Received&, Peer& peer) {
    std::string bytes = told.get();
    for (char c : bytes) peer.send({&c, 1});
    if (bytes.find("Content-Length") == bytes.npos && bytes.find("chunked") == bytes.npos) peer.close();
  });
  MemoryEgress egress;
  HttpClient client(options(upstream), egress);
  for (std::string answer : {answer_of(200, "some text"),
                             answer_head(200, "Transfer-Encoding: chunked\r\n") +
                                 "4;x=y\r\nsome\r\n5\r\n text\r\n0\r\nTrailer: a\r\n\r\n",
                             "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer_of(200, "some text"),
                             answer_head(200, "") + "some text"}) {
    told = answer;
    Answered answered = get(client);
    EXPECT_EQ(answered.body, "some text") << answer;
    EXPECT_TRUE(answered.outcome.complete && !answered.outcome.failure);
    EXPECT_EQ(answered.outcome.head.status, 200);
    EXPECT_EQ(answered.outcome.head.field("trailer"), "");
  }
  EXPECT_EQ(upstream.connections(), 1);
}

TEST(Http, AConnectionThatTheOtherSideClosedIsReplaced) {
  // Closed while idle: noticed at once. Closed when the next request arrives: that one is repeated.
  for (bool late : {false, true}) {
    FaultyUpstream upstream([&](const Received& request, Peer& peer) {
      if (late && request.connection == 1 && request.target.ends_with("second")) return peer.close();
      peer.send(answer_of(200, "ok"));
      if (!late && request.connection == 1) peer.close();
    });
    MemoryEgress egress;
    {
      HttpClient client(options(upstream), egress);
      EXPECT_EQ(get(client).body, "ok");
      std::string body;
      auto outcome = client.call(
          {.path = "/second"},
          [&](const HttpHead&, std::string_view piece) {
            body += piece;
            return Flow::kMore;
          },
          nullptr);
      EXPECT_EQ(body, "ok");
      EXPECT_FALSE(outcome.failure);
    }
    EXPECT_EQ(upstream.connections(), 2);
    ASSERT_EQ(egress.entries.size(), 2u);
    EXPECT_EQ(egress.permitted, 2);
    // A request may be sent to a connection whose end was in transit: sent but never read.
    EXPECT_GE(egress.entries[0].bytes_out + egress.entries[1].bytes_out, upstream.bytes_in());
  }
}

TEST(Http, OnlyAKeptConnectionIsTriedTwice) {
  FaultyUpstream upstream([](const Received& request, Peer& peer) {
    if (request.connection == 1 && request.target.ends_with("models"))
      return void(peer.send(answer_of(200, "ok")));
    peer.close();
  });
  MemoryEgress egress;
  HttpClient client(options(upstream), egress);
  EXPECT_EQ(get(client).body, "ok");
  auto outcome = client.call(
      {.path = "/second"}, [](const HttpHead&, std::string_view) { return Flow::kMore; }, nullptr);
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, FailureKind::kUnreachable);
  EXPECT_EQ(upstream.connections(), 2);
}

TEST(Http, AConnectionWithMoreThanItsAnswerIsNotKept) {
  FaultyUpstream upstream([](const Received&, Peer& peer) {
    peer.send(answer_of(200, "ok") + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
  });
  MemoryEgress egress;
  HttpClient client(options(upstream), egress);
  EXPECT_EQ(get(client).body, "ok");
  EXPECT_EQ(get(client).body, "ok");
  EXPECT_EQ(upstream.connections(), 2);
}

TEST(Http, WhatCameIsCountedThoughItIsNoAnswer) {
  std::string half = "HTTP/1.1 200 OK\r\nX-Long: " + std::string(1000, 'x');
  FaultyUpstream upstream([&](const Received&, Peer& peer) {
    peer.send(half);
    peer.close();
  });
  MemoryEgress egress;
  {
    HttpClient client(options(upstream), egress);
    EXPECT_TRUE(get(client).outcome.failure);
  }
  ASSERT_EQ(egress.entries.size(), 1u);
  EXPECT_EQ(egress.entries[0].bytes_in, half.size());
}

TEST(Http, CallsSideBySide) {
  FaultyUpstream upstream(
      [](const Received& request, Peer& peer) { peer.send(answer_of(200, request.target)); });
  MemoryEgress egress;
  {
    HttpClient client(options(upstream), egress);
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int t = 0; t < 6; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 20; ++i) {
          std::string path = "/" + std::to_string(t) + "-" + std::to_string(i), body;
          client.call(
              {.path = path},
              [&](const HttpHead&, std::string_view piece) {
                body += piece;
                return Flow::kMore;
              },
              nullptr);
          right += body == "/v1" + path;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, 120);
  }
  EXPECT_EQ(static_cast<int>(egress.entries.size()), egress.permitted);
  EXPECT_EQ(egress.permitted, upstream.connections());
}

TEST(Http, AnAnswerThatComesBeforeTheRequestIsHeardOut) {
  FaultyUpstream upstream([](const Received&, Peer&) {});
  upstream.on_connection = [](Peer& peer) {
    peer.send(answer_of(413, "too large"));
    peer.close();
  };
  MemoryEgress egress;
  HttpClient client(options(upstream), egress);
  auto outcome = client.call(
      {.body = std::string(16 << 20, 'x')}, [](const HttpHead&, std::string_view) { return Flow::kMore; },
      nullptr);
  EXPECT_EQ(outcome.head.status, 413);
  EXPECT_EQ(outcome.error_body, "too large");
}

TEST(Http, ANameThatDoesNotExist) {
  MemoryEgress egress;
  HttpClient client({.url = must(parse_url("http://no-such-host.invalid")),
                     .model = "far",
                     .timeouts = {500, 500, 500, 2000}},
                    egress);
  auto outcome = get(client).outcome;
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, FailureKind::kUnreachable);
  EXPECT_EQ(egress.permitted, 1);
}

TEST(Http, ACertificateFileThatIsNone) {
  ::setenv("SSL_CERT_FILE", "/nonexistent/ca.pem", 1);
  MemoryEgress egress;
  {
    HttpClient client({.url = must(parse_url("https://127.0.0.1:1")), .model = "far"}, egress);
    auto outcome = get(client).outcome;
    ASSERT_TRUE(outcome.failure);
    EXPECT_NE(outcome.failure->error.message.find("SSL_CERT_FILE, /nonexistent/ca.pem"), std::string::npos)
        << outcome.failure->error.message;
  }
  ::unsetenv("SSL_CERT_FILE");
}

TEST(Http, TheKeyIsReadOnceAndAgainAfterA401) {
  TemporaryFolder folder;
  folder.write("key", "first-key-of-mine");
  std::atomic<int> status{200};
  FaultyUpstream upstream([&](const Received& request, Peer& peer) {
    peer.send(answer_of(status, request.fields.at("authorization")));
  });
  MemoryEgress egress;
  HttpOptions wanted = options(upstream);
  wanted.key = {KeySource::kCommand, "cat " + folder.path() + "/key"};
  HttpClient client(wanted, egress);
  EXPECT_EQ(get(client).body, "Bearer first-key-of-mine");
  folder.write("key", "second-key-of-mine");
  EXPECT_EQ(get(client).body, "Bearer first-key-of-mine");
  status = 401;
  EXPECT_EQ(client.quoted(get(client).outcome.error_body), "Bearer [key]");
  status = 200;
  EXPECT_EQ(get(client).body, "Bearer second-key-of-mine");
  EXPECT_EQ(client.quoted("first-key-of-mine"), "[key]");
}

}  // namespace
}  // namespace suit
