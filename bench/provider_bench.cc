// Suit's overhead for a call to a remote model: a fixed upstream on loopback, compared with the curl program.
// Each curl process makes all its calls over one kept connection and times them itself, which excludes its
// start and connecting. Suit's time is all of Model::complete(), including writing and reading JSON.
#include <cmath>
#include <fstream>

#include "../tests/support/faulty_upstream.h"
#include "measure.h"
#include "model/provider.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr int kCalls = 200;  // per turn
constexpr size_t kTurns = 10;
constexpr int kTokens = 200;  // in an answer
constexpr size_t kContextBytes = 16'000;

class NoLog final : public Egress {
 public:
  Result<void> permit(const std::string&, int) override { return {}; }
  void record(const EgressEntry&) override {}
};

std::string chunk(const Json& delta, const Json& reason) {
  return "data: " +
         to_text({{"id", "c1"},
                  {"model", "m"},
                  {"choices", Json::array({{{"index", 0}, {"delta", delta}, {"finish_reason", reason}}})}}) +
         "\n\n";
}

// Answers are built in advance: the upstream only sends. One write per token of a stream.
FaultyUpstream::Handler upstream() {
  std::string text;
  std::vector<std::string> pieces = {
      answer_head(200, "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n")};
  for (int i = 0; i < kTokens; ++i) {
    text += " word";
    pieces.push_back(chunk_of(chunk({{"content", " word"}}, nullptr)));
  }
  pieces.push_back(chunk_of(chunk(Json::object(), "stop")));
  Json usage = {{"prompt_tokens", 4000}, {"completion_tokens", kTokens}};
  pieces.push_back(chunk_of("data: " + to_text({{"choices", Json::array()}, {"usage", usage}}) + "\n\n") +
                   chunk_of("data: [DONE]\n\n") + "0\r\n\r\n");
  std::string whole = answer_of(
      200,
      to_text({{"id", "c1"},
               {"model", "m"},
               {"choices",
                Json::array({{{"index", 0}, {"message", {{"content", text}}}, {"finish_reason", "stop"}}})},
               {"usage", usage}}),
      "Content-Type: application/json\r\n");
  return [pieces, whole](const Received& request, Peer& peer) {
    if (request.body.find("\"stream\":true") == std::string::npos) return void(peer.send(whole));
    for (const std::string& piece : pieces) peer.send(piece);
  };
}

std::vector<double> times_of_curl(const std::string& folder, const std::string& url,
                                  const std::string& body) {
  write(folder + "/body", body);
  std::string config;
  for (int i = 0; i < kCalls; ++i)
    config += std::string(i ? "next\n" : "") + "silent\nurl = \"" + url +
              "/chat/completions\"\ndata-binary = \"@" + folder + "/body\"\n" +
              "header = \"Content-Type: application/json\"\noutput = \"/dev/null\"\nwrite-out = "
              "\"%{time_total}\\n\"\n";
  write(folder + "/config", config);
  shell("curl -q --noproxy '*' -K config > times", folder);
  std::ifstream file(folder + "/times");
  std::vector<double> times;
  for (double s; file >> s;) times.push_back(s * 1000);
  if (times.size() != kCalls) give_up("curl made " + std::to_string(times.size()) + " calls");
  times.erase(times.begin());  // it opened the connection
  return times;
}

std::vector<double> times_of_suit(Model& model, const Context& context, const CallWatch& watch) {
  std::vector<double> times;
  for (int i = 0; i < kCalls; ++i) {
    double start = now_ms();
    if (must(completion_of(model.complete(context, watch))).usage.tokens_out != kTokens)
      give_up("another answer than the upstream's");
    times.push_back(now_ms() - start);
  }
  times.erase(times.begin());
  return times;
}

}  // namespace

int main() {
  ScratchFolder scratch;
  FaultyUpstream server(upstream());
  NoLog log;
  Context context{
      .messages = {{Role::kSystem, std::string(kContextBytes, 'x')}, {Role::kUser, "Say words."}}};
  CallWatch plain, streaming;
  size_t seen = 0;
  streaming.on_text = [&](std::string_view text) { seen += text.size(); };
  Json body = {{"model", "m"},
               {"messages", Json::array({{{"role", "system"}, {"content", context.messages[0].text}},
                                         {{"role", "user"}, {"content", "Say words."}}})},
               {"max_tokens", 4096},
               {"temperature", 0.0}};
  Report report("a call to a remote model", "wall_ms");
  for (bool stream : {false, true}) {
    if (stream) body["stream"] = true;
    std::vector<double> curl, suit;
    for (size_t turn = 0; turn < kTurns; ++turn) {
      auto more = times_of_curl(scratch.path(), server.url(), to_text(body));
      curl.insert(curl.end(), more.begin(), more.end());
      auto model = must(make_provider_model({.name = "far", .id = "m", .url = server.url()}, log));
      more = times_of_suit(*model, context, stream ? streaming : plain);
      suit.insert(suit.end(), more.begin(), more.end());
    }
    auto p99 = [](const std::vector<double>& times) {
      return std::round(percentile(times, 0.99) * 1000) / 1000;
    };
    std::string group = stream ? "streaming, 200 tokens" : "plain, 200 tokens";
    report.add(group, "curl", curl, std::nullopt, "", {{"p99", p99(curl)}});
    report.add(group, "Model::complete", suit, median(curl), "p99 within 1 ms of curl's",
               {{"p99", p99(suit)},
                {"added_p50", std::round((median(suit) - median(curl)) * 1000) / 1000},
                {"added_p99", std::round((p99(suit) - p99(curl)) * 1000) / 1000}});
  }
}
