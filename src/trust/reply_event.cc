#include "trust/reply_event.h"

namespace suit {

std::string_view name_of(ReplyEvent::Status status) {
  return status == ReplyEvent::kAnswered ? "answered" : "declined";
}

Json ReplyEvent::json() const {
  Json body = Json::object();
  if (status == ReplyEvent::kAnswered) {
    body["model"] = model;
    if (text) body["text"] = text->hex();
  } else {
    body["why"] = json_of_bytes(why);
  }
  if (!proposer.empty())
    body.update({{"proposer", proposer}, {"version", version}, {"kind", kind}, {"answers", answers}});
  if (!problems.empty()) body["problems"] = json_of_texts(problems);
  body["status"] = name_of(status);
  return body;
}

ReplyEvent ReplyEvent::of(const Event& event) {
  const Json& body = event.body;
  return {.status = string_or(body, "status", "") == name_of(kAnswered) ? kAnswered : kDeclined,
          .model = string_or(body, "model", ""),
          .text = Digest::from_hex(string_or(body, "text", "")),
          .why = bytes_or(body, "why", ""),
          .proposer = string_or(body, "proposer", ""),
          .version = string_or(body, "version", ""),
          .kind = string_or(body, "kind", ""),
          .answers = integer_or(body, "answers", 0),
          .problems = texts_in(body, "problems")};
}

}  // namespace suit
