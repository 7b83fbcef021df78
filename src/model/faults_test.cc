// Every fault of a provider, with each API, plain and streaming: the right kind of failure, never a
// completion, nothing of the key, every connection in the egress log, bounded memory.
#include "base/clock.h"
#include "support/remote_models.h"

namespace suit {
namespace {

constexpr uint64_t kBytesMost =
    100 << 20;  // that an upstream can send before the connection is closed, buffers included

struct Seen {
  CallResult result = CallFailure{};
  std::string shown;  // of a streaming call
};

Seen call(Model& model, bool streaming, const std::atomic<bool>* cancelled = nullptr) {
  Seen seen;
  CallWatch watch{.cancelled = cancelled};
  if (streaming) watch.on_text = [&](std::string_view text) { seen.shown += text; };
  seen.result = model.complete(hello(), watch);
  return seen;
}

// Contains no eight consecutive bytes of it.
void expect_no_key(const std::string& text) {
  std::string key = kTestKey;
  for (size_t i = 0; i + 8 <= key.size(); ++i)
    EXPECT_EQ(text.find(key.substr(i, 8)), std::string::npos) << text;
}

void expect_failure(const Seen& seen, FailureKind kind, const std::string& says) {
  auto* failure = std::get_if<CallFailure>(&seen.result);
  ASSERT_TRUE(failure) << "taken for success: " << std::get<Completion>(seen.result).text;
  EXPECT_EQ(name_of(failure->kind), name_of(kind)) << failure->error.message;
  EXPECT_NE(failure->error.message.find(says), std::string::npos) << failure->error.message;
  EXPECT_LT(failure->error.message.size(), 700u);
  EXPECT_TRUE(failure->partial.starts_with(seen.shown)) << failure->partial;
  for (const std::string& text : {failure->error.message, failure->error.hint, failure->partial})
    expect_no_key(text);
}

void try_fault(const RemoteApi& api, const ProviderFault& fault, bool streaming) {
  SCOPED_TRACE(api.name + (streaming ? ", streaming, " : ", plain, ") + fault.name);
  FaultyUpstream upstream(fault.handler);
  MemoryEgress egress;
  ModelConfig config = remote_config(api, upstream.url());
  config.timeouts = fault.timeouts;
  {
    auto model = remote_model(config, egress);
    Seen seen = call(*model, streaming);
    expect_failure(seen, streaming ? fault.stream : fault.whole, fault.says);
    if (auto* failure = std::get_if<CallFailure>(&seen.result)) {
      EXPECT_LE(failure->retry_after_ms, fault.retry_after_ms);
      EXPECT_EQ(failure->retry_after_ms > 0, fault.retry_after_ms > 0) << failure->retry_after_ms;
      // Paid tokens are counted; a refused call costs nothing.
      EXPECT_EQ(failure->usage.tokens_in > 0, !failure->partial.empty() || failure->usage.estimated);
    }
  }
  ASSERT_EQ(egress.entries.size(), 1u);
  EXPECT_EQ(egress.permitted, 1);
  const EgressEntry& entry = egress.entries[0];
  EXPECT_EQ(entry.host, "127.0.0.1");
  EXPECT_EQ(entry.port, upstream.port());
  EXPECT_EQ(entry.model, "far");
  EXPECT_EQ(entry.bytes_out, upstream.bytes_in());
  EXPECT_LE(entry.bytes_in, upstream.bytes_out());
  expect_no_key(entry.failure);
  EXPECT_LT(upstream.bytes_out(), kBytesMost);
}

class Faults : public testing::TestWithParam<size_t> {};

TEST_P(Faults, PlainAndStreaming) {
  RemoteApi api = remote_apis()[GetParam()];
  for (const ProviderFault& fault : provider_faults(api.answer)) {
    try_fault(api, fault, false);
    try_fault(api, fault, true);
  }
}

// Cuts a stream after every event, and a plain answer after every byte.
TEST_P(Faults, NoBeginningOfAnAnswerIsAnAnswer) {
  RemoteApi api = remote_apis()[GetParam()];
  Shared<std::string> told("");
  FaultyUpstream upstream([&](const Received&, Peer& peer) {
    std::string body = told.get();
    bool stream = body.starts_with("data:") || body.starts_with("event:");
    peer.send(answer_of(
        200, body, stream ? "Content-Type: text/event-stream\r\n" : "Content-Type: application/json\r\n"));
  });
  MemoryEgress egress;
  auto model = remote_model(remote_config(api, upstream.url()), egress);
  std::string stream;
  for (const std::string& event : api.answer.events) stream += event;
  // From here on only usage and end marks follow.
  size_t ended = stream.size();
  if (api.name == "chat") ended = stream.find("\n\n", stream.find("\"stop\"")) + 2;
  for (size_t size = 0; size < ended; size += size + 1 == ended ? 1 : std::min<size_t>(7, ended - 1 - size)) {
    told = stream.substr(0, size);
    SCOPED_TRACE(told.get());
    expect_failure(call(*model, true), FailureKind::kBroken, "");
  }
  for (size_t size = 0; size < api.answer.whole.size(); size += 7) {
    told = api.answer.whole.substr(0, size);
    SCOPED_TRACE(told.get());
    expect_failure(call(*model, false), FailureKind::kBroken, "");
  }
  told = stream;
  EXPECT_EQ(must(completion_of(call(*model, true).result)).text, "Hello, world");
}

TEST_P(Faults, AnswersComeWhole) {
  RemoteApi api = remote_apis()[GetParam()];
  FaultyUpstream upstream(well(api.answer));
  MemoryEgress egress;
  {
    auto model = remote_model(remote_config(api, upstream.url()), egress);
    for (bool streaming : {false, true, true, false}) {
      SCOPED_TRACE(api.name);
      Seen seen = call(*model, streaming);
      Completion completion = must(completion_of(seen.result));
      EXPECT_EQ(completion.text, "Hello, world");
      EXPECT_EQ(seen.shown, streaming ? completion.text : "");
      EXPECT_EQ(completion.finish, Finish::kStop);
      EXPECT_EQ(completion.usage.tokens_in, 12);
      EXPECT_EQ(completion.usage.tokens_cached, 4);
      EXPECT_EQ(completion.usage.tokens_out, 3);
      EXPECT_FALSE(completion.usage.estimated);
      EXPECT_EQ(completion.answered_by, "m-1");
      EXPECT_FALSE(completion.other_model);
      EXPECT_GT(completion.first_token_us, 0);
      EXPECT_LE(completion.first_token_us, completion.total_us);
    }
  }
  EXPECT_EQ(upstream.connections(), 1);  // reused between calls
  ASSERT_EQ(egress.entries.size(), 1u);
  EXPECT_EQ(egress.entries[0].bytes_out, upstream.bytes_in());
  EXPECT_EQ(egress.entries[0].bytes_in, upstream.bytes_out());
  EXPECT_EQ(egress.entries[0].failure, "");
}

TEST_P(Faults, AnotherModelThanTheOneAskedIsSaid) {
  RemoteApi api = remote_apis()[GetParam()];
  ProviderAnswer other = api.name == "chat"        ? chat_answer("cheaper")
                         : api.name == "responses" ? responses_answer("cheaper")
                                                   : anthropic_answer("cheaper");
  FaultyUpstream upstream(well(other));
  MemoryEgress egress;
  auto model = remote_model(remote_config(api, upstream.url()), egress);
  for (bool streaming : {false, true}) {
    Completion completion = must(completion_of(call(*model, streaming).result));
    EXPECT_EQ(completion.answered_by, "cheaper");
    EXPECT_TRUE(completion.other_model);
  }
}

TEST_P(Faults, OfflineNothingIsOpened) {
  RemoteApi api = remote_apis()[GetParam()];
  FaultyUpstream upstream(well(api.answer));
  MemoryEgress egress;
  egress.offline = true;
  TemporaryFolder folder;
  ModelConfig config = remote_config(api, upstream.url());
  config.key = {KeySource::kCommand, "touch " + folder.path() + "/asked; echo key-of-mine"};
  auto model = remote_model(config, egress);
  expect_failure(call(*model, true), FailureKind::kDenied, "offline");
  EXPECT_EQ(upstream.connections(), 0);
  EXPECT_TRUE(egress.entries.empty());
  EXPECT_FALSE(folder.exists("asked"));  // a key may also come over the network
}

TEST_P(Faults, RefusedConnection) {
  RemoteApi api = remote_apis()[GetParam()];
  MemoryEgress egress;
  int port = closed_port();
  auto model = remote_model(remote_config(api, "http://127.0.0.1:" + std::to_string(port) + "/v1"), egress);
  expect_failure(call(*model, false), FailureKind::kUnreachable, "no connection: Connection refused");
  ASSERT_EQ(egress.entries.size(), 1u);
  EXPECT_NE(egress.entries[0].failure, "");
  EXPECT_EQ(egress.entries[0].bytes_out, 0u);
}

TEST_P(Faults, MissingUsageIsEstimatedNeverZero) {
  RemoteApi api = remote_apis()[GetParam()];
  ProviderAnswer answer = api.answer;
  auto strip = [](std::string& text) {
    for (size_t at; (at = text.find("\"usage\"")) != text.npos;) text.replace(at, 7, "\"other\"");
  };
  strip(answer.whole);
  for (std::string& event : answer.events) strip(event);
  FaultyUpstream upstream(well(answer));
  MemoryEgress egress;
  auto model = remote_model(remote_config(api, upstream.url()), egress);
  for (bool streaming : {false, true}) {
    Completion completion = must(completion_of(call(*model, streaming).result));
    EXPECT_TRUE(completion.usage.estimated);
    EXPECT_GT(completion.usage.tokens_in, 0);
    EXPECT_EQ(completion.usage.tokens_out, 3);
  }
}

TEST_P(Faults, CancelledWhileItWaits) {
  RemoteApi api = remote_apis()[GetParam()];
  std::atomic<bool> cancelled{false};
  FaultyUpstream upstream([&](const Received&, Peer& peer) {
    cancelled = true;
    peer.stall();
  });
  MemoryEgress egress;
  auto model = remote_model(remote_config(api, upstream.url()), egress);
  expect_failure(call(*model, true, &cancelled), FailureKind::kCancelled, "cancelled");
  EXPECT_EQ(egress.entries.size(), 1u);
  expect_failure(call(*model, true, &cancelled), FailureKind::kCancelled, "cancelled");
  EXPECT_EQ(egress.permitted, 1);  // cancelled before it started
}

TEST_P(Faults, AStreamAskedForButAnsweredInOnePiece) {
  RemoteApi api = remote_apis()[GetParam()];
  FaultyUpstream upstream([&](const Received&, Peer& peer) {
    peer.send(answer_of(200, api.answer.whole, "Content-Type: application/json\r\n"));
  });
  MemoryEgress egress;
  auto model = remote_model(remote_config(api, upstream.url()), egress);
  Seen seen = call(*model, true);
  EXPECT_EQ(must(completion_of(seen.result)).text, "Hello, world");
  EXPECT_EQ(seen.shown, "Hello, world");
}

TEST_P(Faults, OverTls) {
  RemoteApi api = remote_apis()[GetParam()];
  TestAuthority authority, stranger;
  TemporaryFolder folder;
  folder.write("ca.pem", authority.certificate());
  ::setenv("SSL_CERT_FILE", (folder.path() + "/ca.pem").c_str(), 1);
  struct Case {
    std::string name;
    TestIdentity identity;
    std::string says;
  };
  for (const Case& one :
       {Case{"untrusted", stranger.issue("IP:127.0.0.1"), "certificate is not trusted: "},
        Case{"wrong host", authority.issue("DNS:elsewhere.example,IP:127.0.0.2"), "mismatch"},
        Case{"expired", authority.issue("IP:127.0.0.1", 0), "expired"},
        Case{"good", authority.issue("IP:127.0.0.1"), ""}}) {
    SCOPED_TRACE(one.name);
    FaultyUpstream upstream(well(api.answer), one.identity);
    MemoryEgress egress;
    auto model = remote_model(remote_config(api, upstream.url()), egress);
    for (bool streaming : {false, true}) {
      Seen seen = call(*model, streaming);
      if (!one.says.empty()) {
        expect_failure(seen, FailureKind::kDenied, one.says);
        EXPECT_EQ(upstream.received().size(), 0u);
        continue;
      }
      EXPECT_EQ(must(completion_of(seen.result)).text, "Hello, world");
      EXPECT_EQ(upstream.received().back().fields.at("host"), "127.0.0.1:" + std::to_string(upstream.port()));
    }
    model.reset();
    EXPECT_EQ(egress.entries.size(), one.says.empty() ? 1u : 2u);
    EXPECT_EQ(egress.entries[0].bytes_out, upstream.bytes_in());
  }
  // Cut off without TLS's close notification, where only the end of the connection ends the answer.
  FaultyUpstream upstream(
      [&](const Received&, Peer& peer) {
        peer.send(answer_head(200, "Content-Type: application/json\r\n") + api.answer.whole);
        peer.cut();
      },
      authority.issue("IP:127.0.0.1"));
  MemoryEgress egress;
  auto model = remote_model(remote_config(api, upstream.url()), egress);
  expect_failure(call(*model, false), FailureKind::kBroken, "broke off");
  // A server that does not speak TLS.
  FaultyUpstream plain(well(api.answer));
  ModelConfig config = remote_config(api, "https://127.0.0.1:" + std::to_string(plain.port()));
  config.timeouts.connect = 300;
  expect_failure(call(*remote_model(config, egress), false), FailureKind::kUnreachable,
                 "no connection within 300 ms");
  ::unsetenv("SSL_CERT_FILE");
}

INSTANTIATE_TEST_SUITE_P(Apis, Faults, testing::Values(0, 1, 2),
                         [](const auto& test) { return remote_apis()[test.param].name; });

}  // namespace
}  // namespace suit
