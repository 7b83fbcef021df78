#include "change/proposal_event.h"

namespace suit {
namespace {

// A list of paths, each with its lines.
Json json_of(const std::vector<SuspectLine>& suspects) {
  Json json = Json::array();
  std::string_view path;
  for (const SuspectLine& one : suspects) {
    if (json.empty() || one.path != path)
      json.push_back({{"path", json_of_bytes(one.path)}, {"lines", Json::array()}});
    path = one.path;
    json.back()["lines"].push_back({one.line, one.suspicion});
  }
  return json;
}

std::vector<SuspectLine> suspects_of(const Json& json) {
  std::vector<SuspectLine> suspects;
  for (const Json& file : json) {
    auto path = bytes_of_json(file.is_object() ? file.value("path", Json()) : Json());
    if (!path) continue;
    for (const Json& pair : list_in(file, "lines"))
      if (pair.is_array() && pair.size() == 2 && pair[0].is_number_unsigned() && pair[1].is_number())
        suspects.push_back({*path, pair[0].get<size_t>(), pair[1].get<double>()});
  }
  return suspects;
}

}  // namespace

Json ProposalEvent::json() const {
  Json body = {{"proposer", proposer},
               {"version", version},
               {"kind", kind},
               {"summary", json_of_bytes(summary)},
               {"notes", json_of_texts(notes)},
               {"files", files},
               {"edits", edits.json()}};
  if (!operation.empty()) body["operation"] = operation;
  if (!size.empty()) body["size"] = size;
  if (amends) body["amends"] = amends;
  if (!suspects.empty()) body["suspects"] = json_of(suspects);
  return body;
}

ProposalEvent ProposalEvent::of(const Event& event) {
  const Json& body = event.body;
  return {.proposer = string_or(body, "proposer", ""),
          .version = string_or(body, "version", ""),
          .kind = string_or(body, "kind", ""),
          .summary = bytes_or(body, "summary", ""),
          .notes = texts_in(body, "notes"),
          .files = integer_or(body, "files", 0),
          .edits = EditListRef::of(event),
          .operation = string_or(body, "operation", ""),
          .size = string_or(body, "size", ""),
          .amends = integer_or(body, "amends", 0),
          .suspects = suspects_of(list_in(body, "suspects"))};
}

}  // namespace suit
