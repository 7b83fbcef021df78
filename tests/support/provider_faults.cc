#include "support/provider_faults.h"

#include <unistd.h>

#include <ctime>

#include "base/json.h"

namespace suit {

namespace {

const std::string kJsonField = "Content-Type: application/json\r\n";
const std::string kStreamFields = "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n";

std::string data_event(const Json& json) {
  return "data: " + to_text(json) + "\n\n";
}
std::string named_event(const Json& json) {
  return "event: " + json["type"].get<std::string>() + "\n" + data_event(json);
}

bool streams(const Received& request) {
  auto json = parse_json(request.body);
  return json && bool_or(*json, "stream", false);
}

std::string joined(const std::vector<std::string>& events, size_t count) {
  std::string text;
  for (size_t i = 0; i < std::min(count, events.size()); ++i) text += events[i];
  return text;
}

std::string http_date(int64_t from_now_s) {
  std::time_t when = std::time(nullptr) + from_now_s;
  std::tm parts;
  ::gmtime_r(&when, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

}  // namespace

ProviderAnswer chat_answer(const std::string& model) {
  Json usage = {{"prompt_tokens", 12},
                {"completion_tokens", 3},
                {"total_tokens", 15},
                {"prompt_tokens_details", {{"cached_tokens", 4}}}};
  auto chunk = [&](Json delta, Json reason) {
    return data_event(
        {{"id", "c1"},
         {"object", "chat.completion.chunk"},
         {"model", model},
         {"choices", Json::array({{{"index", 0}, {"delta", delta}, {"finish_reason", reason}}})},
         {"usage", nullptr}});
  };
  ProviderAnswer answer;
  answer.whole = to_text(
      {{"id", "c1"},
       {"object", "chat.completion"},
       {"model", model},
       {"choices",
        Json::array({{{"index", 0},
                      {"message", {{"role", "assistant"}, {"content", "Hello, world"}, {"refusal", nullptr}}},
                      {"logprobs", nullptr},
                      {"finish_reason", "stop"}}})},
       {"usage", usage}});
  answer.events = {chunk({{"role", "assistant"}, {"content", ""}}, nullptr),
                   chunk({{"content", "Hello"}}, nullptr),
                   chunk({{"content", ", world"}}, nullptr),
                   chunk(Json::object(), "stop"),
                   data_event({{"id", "c1"}, {"model", model}, {"choices", Json::array()}, {"usage", usage}}),
                   "data: [DONE]\n\n"};
  answer.word = 3;
  return answer;
}

ProviderAnswer responses_answer(const std::string& model) {
  Json response = {
      {"id", "r1"},
      {"object", "response"},
      {"status", "completed"},
      {"error", nullptr},
      {"incomplete_details", nullptr},
      {"model", model},
      {"output",
       Json::array({{{"type", "reasoning"}, {"summary", Json::array()}},
                    {{"type", "message"},
                     {"role", "assistant"},
                     {"content", Json::array({{{"type", "output_text"}, {"text", "Hello, world"}}})}}})},
      {"usage",
       {{"input_tokens", 12}, {"input_tokens_details", {{"cached_tokens", 4}}}, {"output_tokens", 3}}}};
  ProviderAnswer answer;
  answer.whole = to_text(response);
  Json begun = response;
  begun["status"] = "in_progress";
  begun["output"] = Json::array();
  begun["usage"] = nullptr;
  auto delta = [](const char* text) {
    return named_event({{"type", "response.output_text.delta"}, {"output_index", 1}, {"delta", text}});
  };
  answer.events = {named_event({{"type", "response.created"}, {"response", begun}}), delta("Hello"),
                   delta(", world"),
                   named_event({{"type", "response.output_text.done"}, {"text", "Hello, world"}}),
                   named_event({{"type", "response.completed"}, {"response", response}})};
  answer.word = 3;
  return answer;
}

ProviderAnswer anthropic_answer(const std::string& model) {
  Json usage = {{"input_tokens", 6},
                {"cache_read_input_tokens", 4},
                {"cache_creation_input_tokens", 2},
                {"output_tokens", 3}};
  ProviderAnswer answer;
  answer.whole = to_text({{"id", "msg_1"},
                          {"type", "message"},
                          {"role", "assistant"},
                          {"model", model},
                          {"content", Json::array({{{"type", "text"}, {"text", "Hello, world"}}})},
                          {"stop_reason", "end_turn"},
                          {"stop_sequence", nullptr},
                          {"usage", usage}});
  Json begun = usage;
  begun["output_tokens"] = 1;
  auto delta = [](const char* text) {
    return named_event(
        {{"type", "content_block_delta"}, {"index", 0}, {"delta", {{"type", "text_delta"}, {"text", text}}}});
  };
  answer.events = {named_event({{"type", "message_start"},
                                {"message",
                                 {{"id", "msg_1"},
                                  {"type", "message"},
                                  {"role", "assistant"},
                                  {"model", model},
                                  {"content", Json::array()},
                                  {"stop_reason", nullptr},
                                  {"usage", begun}}}}),
                   named_event({{"type", "content_block_start"},
                                {"index", 0},
                                {"content_block", {{"type", "text"}, {"text", ""}}}}),
                   named_event({{"type", "ping"}}),
                   delta("Hello"),
                   delta(", world"),
                   named_event({{"type", "content_block_stop"}, {"index", 0}}),
                   named_event({{"type", "message_delta"},
                                {"delta", {{"stop_reason", "end_turn"}}},
                                {"usage", {{"output_tokens", 3}}}}),
                   named_event({{"type", "message_stop"}})};
  answer.word = 6;
  return answer;
}

FaultyUpstream::Handler well(const ProviderAnswer& answer) {
  return [answer](const Received& request, Peer& peer) {
    if (!streams(request)) {
      peer.send(answer_of(200, answer.whole, kJsonField));
      return;
    }
    peer.send(answer_head(200, kStreamFields));
    for (const std::string& event : answer.events) peer.send(chunk_of(event));
    peer.send("0\r\n\r\n");
  };
}

// Long because it is a list of independent faults.
std::vector<ProviderFault> provider_faults(const ProviderAnswer& answer) {
  using Kind = FailureKind;
  std::vector<ProviderFault> list;
  auto fault = [&](std::string name, Kind whole, Kind stream, std::string says,
                   FaultyUpstream::Handler handler) -> ProviderFault& {
    return list.emplace_back(
        ProviderFault{std::move(name), std::move(handler), whole, stream, std::move(says)});
  };
  auto status = [&](std::string name, int code, Kind kind, const std::string& body,
                    const std::string& fields = "") -> ProviderFault& {
    return fault(std::move(name), kind, kind, std::to_string(code),
                 [=](const Received&, Peer& peer) { peer.send(answer_of(code, body, kJsonField + fields)); });
  };
  const std::string busy =
      R"({"type":"error","error":{"type":"rate_limit_error","message":"slower, please"}})";
  status("429", 429, Kind::kOverloaded, busy);
  status("429, seconds", 429, Kind::kOverloaded, busy, "Retry-After: 7\r\n").retry_after_ms = 7'000;
  status("429, a date", 429, Kind::kOverloaded, busy, "Retry-After: " + http_date(90) + "\r\n")
      .retry_after_ms = 90'000;
  status("429, out of quota", 429, Kind::kDenied,
         R"({"error":{"code":"insufficient_quota","message":"pay first"}})");
  status("500", 500, Kind::kUnreachable, "<html>oops</html>");
  status("503", 503, Kind::kOverloaded,
         R"({"error":{"code":503,"message":"Loading model","type":"unavailable_error"}})");
  status("529", 529, Kind::kOverloaded,
         R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})");
  status("400", 400, Kind::kRequest, R"({"error":{"code":"context_length_exceeded","message":"too long"}})");
  status("404", 404, Kind::kDenied, R"({"error":"model 'm-1' not found"})");
  status("401 with the key in it", 401, Kind::kDenied,
         std::string(R"({"error":{"message":"Incorrect API key provided: )") + kTestKey + R"(","key":")" +
             std::string(kTestKey).substr(3, 12) + "\"}}");
  status("an error of 200 KB", 500, Kind::kUnreachable, std::string(200'000, 'x') + kTestKey);

  fault("reset", Kind::kUnreachable, Kind::kUnreachable, "no answer",
        [](const Received&, Peer& peer) { peer.reset(); });
  fault("closed without a word", Kind::kUnreachable, Kind::kUnreachable, "no answer",
        [](const Received&, Peer& peer) { peer.close(); });
  fault("slow first byte", Kind::kUnreachable, Kind::kUnreachable, "no answer within 300 ms",
        [](const Received&, Peer& peer) { peer.stall(); })
      .timeouts.first_byte = 300;
  fault("slow first byte after the head", Kind::kUnreachable, Kind::kUnreachable, "no answer within 300 ms",
        [](const Received&, Peer& peer) {
          peer.send(answer_head(200, kStreamFields));
          peer.stall();
        })
      .timeouts.first_byte = 300;
  fault("stall", Kind::kBroken, Kind::kBroken, "stalled", [answer](const Received& request, Peer& peer) {
    if (streams(request))
      peer.send(answer_head(200, kStreamFields) + chunk_of(joined(answer.events, answer.word)));
    else
      peer.send(answer_head(200, kJsonField + "Content-Length: 10000\r\n") + answer.whole);
    peer.stall();
  }).timeouts.between_tokens = 300;
  fault("a byte now and then, for ever", Kind::kBroken, Kind::kBroken, "not done within 500 ms",
        [](const Received&, Peer& peer) {
          peer.send(answer_head(200, kStreamFields));
          while (peer.send(chunk_of(":\n"))) ::usleep(20'000);
        })
      .timeouts.total = 500;
  fault("cut within an event", Kind::kBroken, Kind::kBroken, "broke off",
        [answer](const Received& request, Peer& peer) {
          std::string all = streams(request) ? joined(answer.events, answer.word) : answer.whole;
          peer.send(answer_head(200, streams(request) ? kStreamFields
                                                      : kJsonField + "Transfer-Encoding: chunked\r\n") +
                    chunk_of(std::string_view(all).substr(0, all.size() - 9)));
          peer.close();
        });
  fault("cut after a word", Kind::kBroken, Kind::kBroken, "broke off",
        [answer](const Received& request, Peer& peer) {
          std::string all = streams(request) ? joined(answer.events, answer.word)
                                             : answer.whole.substr(0, answer.whole.find("Hello,") + 6);
          peer.send(answer_head(200, kStreamFields) + chunk_of(all));
          peer.reset();
        });
  fault("ends in order after a word, without an end mark", Kind::kBroken, Kind::kBroken, "",
        [answer](const Received& request, Peer& peer) {
          std::string all = streams(request) ? joined(answer.events, answer.word)
                                             : answer.whole.substr(0, answer.whole.find("Hello,") + 6);
          peer.send(answer_head(200, streams(request) ? kStreamFields
                                                      : kJsonField + "Transfer-Encoding: chunked\r\n") +
                    chunk_of(all) + "0\r\n\r\n");
        });
  fault("ends by closing after a word, no length given", Kind::kBroken, Kind::kBroken, "",
        [answer](const Received& request, Peer& peer) {
          bool stream = streams(request);
          peer.send(answer_head(200, stream ? "Content-Type: text/event-stream\r\n" : kJsonField) +
                    (stream ? joined(answer.events, answer.word)
                            : answer.whole.substr(0, answer.whole.find("Hello,") + 6)));
          peer.close();
        });
  fault("invalid JSON", Kind::kBroken, Kind::kBroken, "is invalid",
        [answer](const Received& request, Peer& peer) {
          bool stream = streams(request);
          std::string body = stream ? joined(answer.events, answer.word) + "data: {\"choices\": oops}\n\n" +
                                          joined(answer.events, 99)
                                    : answer.whole + "}";
          peer.send(answer_of(200, body, stream ? "Content-Type: text/event-stream\r\n" : kJsonField));
        });
  fault("not HTTP", Kind::kBroken, Kind::kBroken, "not HTTP", [](const Received&, Peer& peer) {
    peer.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    peer.close();
  });
  fault("Content-Length too large", Kind::kBroken, Kind::kBroken, "broke off",
        [answer](const Received& request, Peer& peer) {
          std::string body = streams(request) ? joined(answer.events, answer.word) : answer.whole;
          peer.send(
              answer_head(200, kJsonField + "Content-Length: " + std::to_string(body.size() + 1) + "\r\n") +
              body);
          peer.close();
        });
  fault("Content-Length too small", Kind::kBroken, Kind::kBroken, "",
        [answer](const Received& request, Peer& peer) {
          bool stream = streams(request);
          std::string body = stream ? joined(answer.events, 99) : answer.whole;
          size_t said = stream ? joined(answer.events, answer.word).size() : body.size() - 1;
          peer.send(answer_head(200, (stream ? "Content-Type: text/event-stream\r\n" : kJsonField) +
                                         "Content-Length: " + std::to_string(said) + "\r\n") +
                    body);
        });
  fault("endless text", Kind::kBroken, Kind::kBroken, "", [answer](const Received& request, Peer& peer) {
    bool stream = streams(request);
    std::string piece = stream ? joined(answer.events, answer.word) : std::string(8192, ' ');
    size_t at = piece.find(", world");
    if (stream) piece.replace(at, 7, std::string(16'384, 'w'));
    peer.send(answer_head(200, stream ? kStreamFields : kJsonField + "Transfer-Encoding: chunked\r\n"));
    while (peer.send(chunk_of(piece))) {
    }
  });
  fault(
      "endless event", Kind::kBroken, Kind::kBroken, "is too large", [](const Received& request, Peer& peer) {
        peer.send(answer_head(
                      200, streams(request) ? kStreamFields : kJsonField + "Transfer-Encoding: chunked\r\n") +
                  chunk_of("data: "));
        while (peer.send(chunk_of(std::string(16'384, 'x')))) {
        }
      });
  fault("2 GB", Kind::kBroken, Kind::kBroken, "is too large", [](const Received& request, Peer& peer) {
    peer.send(answer_head(200, (streams(request) ? "Content-Type: text/event-stream\r\n" : kJsonField) +
                                   "Content-Length: 2147483648\r\n"));
    std::string piece(1 << 16, ' ');
    for (uint64_t sent = 0; sent < 2'147'483'648 && peer.send(piece); sent += piece.size()) {
    }
  });
  fault("a flood of fields", Kind::kBroken, Kind::kBroken, "header", [](const Received&, Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\n");
    for (int i = 0; peer.send("X-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n"); ++i) {
    }
  });
  fault("interim for ever", Kind::kBroken, Kind::kBroken, "interim", [](const Received&, Peer& peer) {
    while (peer.send("HTTP/1.1 100 Continue\r\n\r\n")) {
    }
  });
  fault("redirect", Kind::kDenied, Kind::kDenied, "https://elsewhere.example/v1",
        [](const Received&, Peer& peer) {
          peer.send(answer_of(307, "", "Location: https://elsewhere.example/v1\r\n"));
        });
  fault("gzip unasked", Kind::kBroken, Kind::kBroken, "gzip", [](const Received&, Peer& peer) {
    peer.send(answer_of(200, "\x1f\x8b\x08 whatever", kJsonField + "Content-Encoding: gzip\r\n"));
  });
  fault("an error in a stream of status 200", Kind::kOverloaded, Kind::kOverloaded, "Overloaded",
        [answer](const Received& request, Peer& peer) {
          std::string error =
              R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded, )" +
              std::string(kTestKey) + "\"}}";
          if (!streams(request)) {
            peer.send(answer_of(200, error, kJsonField));
            return;
          }
          peer.send(answer_head(200, kStreamFields) +
                    chunk_of(joined(answer.events, answer.word) + "event: error\ndata: " + error + "\n\n"));
          peer.send("0\r\n\r\n");
        });
  for (ProviderFault& one : list)
    if (one.timeouts.total == CallTimeouts{}.total) one.timeouts.total = 60'000;
  return list;
}

}  // namespace suit
