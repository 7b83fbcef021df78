// A provider's HTTP answer as bytes, read by the decoder of every API. Parts: the lengths of the pieces, as
// digits; the answer.
#include "model/http_answer.h"

#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>

#include "base/text.h"
#include "input.h"
#include "model/decoder.h"
#include "model/redact.h"

using namespace suit;

namespace {

// Any input yields a completion with an end, valid tool calls and a usage.
void check_completion(AnswerDecoder& decoder) {
  bool ended = decoder.has_ended();
  decoder.estimate_usage(10);
  const Completion& completion = decoder.completion;
  CHECK(completion.usage.tokens_in > 0 && completion.usage.tokens_in <= 3'000'000'000'000);
  CHECK(completion.usage.tokens_out >= 0 && completion.usage.tokens_cached >= 0);
  CHECK(completion.usage.tokens_cached <= completion.usage.tokens_in);
  CHECK(completion.text.empty() || completion.usage.tokens_out > 0);
  if (!ended) return;
  for (const ToolCall& call : completion.tool_calls)
    CHECK(!call.name.empty() && !call.id.empty() && !call.arguments.empty());
  CHECK(completion.finish != Finish::kStop || completion.tool_calls.empty());
}

void decode(AnswerDecoder& decoder, std::string_view body, bool stream) {
  std::optional<Fault> fault;
  if (!stream) {
    fault = decoder.read_whole(body);
    CHECK(fault || decoder.has_ended());
  } else {
    SseParser parser(64 << 10);
    Flow flow = Flow::kMore;
    (void)!parser
        .feed(body,
              [&](const SseEvent& event) {
                size_t shown = decoder.completion.text.size();
                fault = decoder.read_event(event, flow);
                CHECK(decoder.completion.text.size() >= shown);  // shown text is never retracted
                CHECK(flow != Flow::kAbort);
                return !fault && flow != Flow::kEnough;
              })
        .has_value();
  }
  if (!fault) check_completion(decoder);
}

struct Read {
  bool failed = false, complete = false;
  int status = 0;
  std::string body;
  bool operator==(const Read&) const = default;
};

template <class Next>
Read read(std::string_view bytes, Next next_length) {
  Read all;
  HttpLimits limits{.head_bytes = 1024, .answer_bytes = 4096};
  HttpAnswer answer(limits);
  boost::asio::io_context io;
  boost::beast::test::stream in(io, {bytes.data(), bytes.size()});
  in.close_remote();
  while (!answer.is_complete() && !all.failed) {
    in.read_size(next_length());
    answer.read_some(in, [&](const auto& error, size_t) { all.failed = error || answer.is_endless(); });
    io.run();
    io.restart();
    all.body += answer.piece();
  }
  all.complete = answer.is_complete();
  all.status = answer.head().status;
  if (all.status) retry_after_ms(answer.head(), 1'700'000'000'000'000);
  CHECK(all.body.size() <= 4096);
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 2);
  size_t at = 0;
  Read pieces = read(parts[1], [&] {
    return parts[0].empty()
               ? size_t{1}
               : static_cast<size_t>(1 + static_cast<unsigned char>(parts[0][at++ % parts[0].size()]) % 32);
  });
  Read whole = read(parts[1], [&] { return parts[1].size() + 1; });
  // A failure may include more or less of the body before it.
  CHECK(whole.failed == pieces.failed);
  if (!whole.failed) CHECK(whole == pieces);

  std::string_view body = whole.failed ? parts[1] : std::string_view(whole.body);
  for (auto make : {make_chat_decoder, make_responses_decoder, make_anthropic_decoder})
    for (bool stream : {false, true}) decode(*make(), body, stream);
  if (auto json = parse_json(body)) {
    if (auto error = provider_error_in(*json)) {
      CHECK(!retry_may_help(kind_of_status(401, *error)));
      kind_of_status(400, *error);
    }
  }
  std::string_view key = body.substr(0, 20);
  if (key.size() >= 8)
    CHECK(redacted(body, key).find(key) == std::string::npos ||
          std::string_view("[key]").find(key) != key.npos || key.find("[key]") != key.npos);
  is_same_model(parts[0], body.substr(0, 200));
  return 0;
}
