#include "model/call_event.h"

namespace suit {
namespace {

template <class T>
std::optional<T> named(const std::string& name, std::initializer_list<T> all) {
  for (T one : all)
    if (name == name_of(one)) return one;
  return std::nullopt;
}

std::vector<ContextPart> parts_of(const Json& list) {
  using Part = ContextPart;
  std::vector<Part> parts;
  for (const Json& item : list)
    parts.push_back({.kind = named(string_or(item, "kind", ""),
                                   {Part::kProgram, Part::kTask, Part::kFile, Part::kListing})
                                 .value_or(Part::kFile),
                     .name = bytes_or(item, "name", ""),
                     .tokens = integer_or(item, "tokens", 0),
                     .why = bytes_or(item, "why", ""),
                     .lines = string_or(item, "lines", "")});
  return parts;
}

}  // namespace

Json json_of(const std::vector<ContextPart>& parts) {
  Json list = Json::array();
  for (const ContextPart& part : parts) {
    Json one = {{"kind", name_of(part.kind)}, {"name", json_of_bytes(part.name)}, {"tokens", part.tokens}};
    if (!part.why.empty()) one["why"] = json_of_bytes(part.why);
    if (!part.lines.empty()) one["lines"] = part.lines;
    list.push_back(std::move(one));
  }
  return list;
}

Json CallEvent::json() const {
  Json body = {{"model", model}, {"program", program}};
  if (context) body["context"] = context->hex();
  if (answer) body["answer"] = answer->hex();
  if (finish) {
    body["finish"] = name_of(*finish);
    body["answered_by"] = json_of_bytes(answered_by);
  }
  if (first_token_us > 0) body["first_token_us"] = first_token_us;
  if (failure) {
    body["failure"] = name_of(*failure);
    body["message"] = json_of_bytes(message);
  }
  if (!partial.empty()) body["partial"] = json_of_bytes(partial);
  if (!parts.empty()) body["parts"] = json_of(parts);
  if (!left_out.empty()) body["left_out"] = json_of_texts(left_out);
  body["tokens_in"] = usage.tokens_in;
  body["tokens_cached"] = usage.tokens_cached;
  body["tokens_out"] = usage.tokens_out;
  if (usage.estimated) body["estimated"] = true;
  body["money"] = money;
  body["total_us"] = total_us;
  return body;
}

CallEvent CallEvent::of(const Event& event) {
  const Json& body = event.body;
  CallEvent call{.model = string_or(body, "model", ""),
                 .program = string_or(body, "program", ""),
                 .context = Digest::from_hex(string_or(body, "context", "")),
                 .answer = Digest::from_hex(string_or(body, "answer", "")),
                 .finish = named(string_or(body, "finish", ""),
                                 {Finish::kStop, Finish::kLength, Finish::kToolCalls, Finish::kFiltered}),
                 .answered_by = bytes_or(body, "answered_by", ""),
                 .first_token_us = integer_or(body, "first_token_us", 0),
                 .message = bytes_or(body, "message", ""),
                 .partial = bytes_or(body, "partial", ""),
                 .parts = parts_of(list_in(body, "parts")),
                 .left_out = texts_in(body, "left_out"),
                 .usage = {integer_or(body, "tokens_in", 0), integer_or(body, "tokens_cached", 0),
                           integer_or(body, "tokens_out", 0), bool_or(body, "estimated", false)},
                 .money = number_or(body, "money", 0),
                 .total_us = integer_or(body, "total_us", 0)};
  if (std::string failure = string_or(body, "failure", ""); !failure.empty())
    call.failure = named(failure, {FailureKind::kDenied, FailureKind::kOverloaded, FailureKind::kUnreachable,
                                   FailureKind::kBroken, FailureKind::kBudget, FailureKind::kCancelled})
                       .value_or(FailureKind::kRequest);
  return call;
}

}  // namespace suit
