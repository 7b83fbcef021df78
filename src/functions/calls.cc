#include "functions/calls.h"

#include "base/text.h"
#include "model/call_event.h"

namespace suit::functions {

Result<ModelCall::Answer> ModelCall::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Event event, ledger->event(request.id));
  if (!event.is<CallEvent>())
    return Error{ErrorCode::kNotFound, std::to_string(request.id) + " is not a call but a " + event.kind};
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
  if (rest > 0) answer.parts.push_back({"the exchange until then", "conversation", rest, {}, {}});
  for (const std::string& path : call.left_out) answer.left_out.emplace_back(path);
  ASSIGN_OR_RETURN(std::string context, content_of(*ledger, call.context));
  if (!context.empty()) {
    ASSIGN_OR_RETURN(Json kept, parse_json(context));
    for (const Json& message : list_in(kept, "messages"))
      if (auto text = bytes_of_json(message.value("text", Json(""))))
        answer.messages.push_back({string_or(message, "role", ""), *text});
  }
  if (call.failure) answer.failure = std::string(name_of(*call.failure)) + ": " + printable(call.message);
  ASSIGN_OR_RETURN(std::string said, content_of(*ledger, call.answer));
  if (!said.empty()) {
    ASSIGN_OR_RETURN(Json kept, parse_json(said));
    auto text_of = [&](const char* field) -> std::optional<Bytes> {
      auto text = bytes_of_json(kept.value(field, Json()));
      return text ? std::optional<Bytes>(*text) : std::nullopt;
    };
    answer.answer = text_of("text").value_or("");
    answer.thinking = text_of("thinking");
  }
  return answer;
}

}  // namespace suit::functions
