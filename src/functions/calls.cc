#include "functions/calls.h"

#include "base/text.h"
#include "functions/shapes.h"

namespace suit::functions {

Result<ModelCall::Answer> ModelCall::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Event event, ledger->event(request.id));
  if (event.kind != "call")
    return Error{ErrorCode::kNotFound, std::to_string(request.id) + " is not a call but a " + event.kind};
  const Json& body = event.body;
  Answer answer{.model = string_or(body, "model", ""),
                .program = string_or(body, "program", ""),
                .at_us = event.at_us,
                .us = integer_or(body, "total_us", 0),
                .tokens_in = integer_or(body, "tokens_in", 0),
                .tokens_cached = integer_or(body, "tokens_cached", 0),
                .tokens_out = integer_or(body, "tokens_out", 0),
                .estimated = bool_or(body, "estimated", false)};
  if (body.contains("money") && body["money"].is_number()) answer.money = body["money"].get<double>();
  int64_t rest = answer.tokens_in;
  for (const Json& one : list_in(body, "parts")) {
    Part part;
    // What an older version wrote may lack or add something: what can be read of it is shown.
    (void)read_fields(one, part.fields(), "");
    rest -= part.tokens;
    answer.parts.push_back(std::move(part));
  }
  if (rest > 0) answer.parts.push_back({"the exchange until then", "conversation", rest, {}, {}});
  for (const Json& one : list_in(body, "left_out"))
    if (auto path = bytes_of_json(one)) answer.left_out.push_back(*path);
  ASSIGN_OR_RETURN(std::string context, content_named(*ledger, body, "context"));
  if (!context.empty()) {
    ASSIGN_OR_RETURN(Json kept, parse_json(context));
    for (const Json& message : list_in(kept, "messages"))
      if (auto text = bytes_of_json(message.value("text", Json(""))))
        answer.messages.push_back({string_or(message, "role", ""), *text});
  }
  if (body.contains("failure")) {
    auto message = bytes_of_json(body.value("message", Json("")));
    answer.failure = string_or(body, "failure", "") + ": " + (message ? printable(*message) : "");
  }
  ASSIGN_OR_RETURN(std::string said, content_named(*ledger, body, "answer"));
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
