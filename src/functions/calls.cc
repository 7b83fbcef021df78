#include "functions/calls.h"

#include "base/text.h"
#include "model/call_event.h"

namespace suit::functions {

Result<CallTexts> texts_of(Ledger& ledger, const CallEvent& call) {
  auto kept = [&](const std::optional<Digest>& digest) -> Result<Json> {
    auto text = content_of(ledger, digest);
    if (!text && text.error().code != ErrorCode::kNotFound) return text.error();
    return text && !text->empty() ? parse_json(*text) : Json();
  };
  CallTexts texts;
  ASSIGN_OR_RETURN(Json context, kept(call.context));
  for (const Json& message : list_in(context, "messages"))
    if (auto text = bytes_of_json(message.value("text", Json(""))))
      texts.sent.push_back({string_or(message, "role", ""), *text});
  ASSIGN_OR_RETURN(Json said, kept(call.answer));
  if (!said.is_object()) return texts;
  auto text_of = [&](const char* field) -> std::optional<Bytes> {
    auto text = bytes_of_json(said.value(field, Json()));
    return text ? std::optional<Bytes>(*text) : std::nullopt;
  };
  texts.said = text_of("text").value_or("");
  texts.thinking = text_of("thinking");
  return texts;
}

Result<ModelCall::Answer> ModelCall::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Sequence id, find_event(*ledger, request.id));
  ASSIGN_OR_RETURN(Event event, ledger->event(id));
  if (!event.is<CallEvent>())
    return Error{ErrorCode::kNotFound, name_of_event(*ledger, id) + " is a " + event.kind + ", not a call"};
  CallEvent call = CallEvent::of(event);
  Answer answer{.model = call.model,
                .program = call.program,
                .at_us = event.at_us,
                .us = call.total_us,
                .tokens_in = call.usage.tokens_in,
                .tokens_cached = call.usage.tokens_cached,
                .tokens_out = call.usage.tokens_out,
                .estimated = call.usage.estimated,
                .money = call.money};
  int64_t rest = answer.tokens_in;
  for (const ContextPart& one : call.parts) {
    Part part{.name = one.name, .kind = std::string(name_of(one.kind)), .tokens = one.tokens};
    if (!one.why.empty()) part.why = one.why;
    if (!one.lines.empty()) part.lines = one.lines;
    rest -= part.tokens;
    answer.parts.push_back(std::move(part));
  }
  if (rest > 0) answer.parts.push_back({"earlier messages", "conversation", rest, {}, {}});
  for (const std::string& path : call.left_out) answer.left_out.emplace_back(path);
  if (call.failure) answer.failure = std::string(name_of(*call.failure)) + ": " + printable(call.message);
  ASSIGN_OR_RETURN(CallTexts texts, texts_of(*ledger, call));
  answer.messages = std::move(texts.sent);
  answer.answer = std::move(texts.said);
  answer.thinking = std::move(texts.thinking);
  return answer;
}

}  // namespace suit::functions
