// Proposals to and from the ledger.
#include "base/text.h"
#include "change/proposal.h"

namespace suit {
namespace {

std::string_view name_of(FileType type) {
  switch (type) {
    case FileType::kAbsent:
      return "absent";
    case FileType::kFile:
      return "file";
    case FileType::kSymlink:
      return "symlink";
    case FileType::kDirectory:
    case FileType::kOther:
      break;
  }
  CHECK(false);
  return {};
}

Json json_of_version(const FileVersion& version) {
  Json json = {{"type", name_of(version.type)}};
  if (version.type == FileType::kFile) json["mode"] = version.mode;
  if (version.type != FileType::kAbsent) json["digest"] = version.digest.hex();
  return json;
}

Result<FileVersion> version_of_json(Ledger& ledger, const Json& json) {
  std::string type = string_or(json, "type", "");
  if (type == "absent") return FileVersion::absent();
  auto digest = Digest::from_hex(string_or(json, "digest", ""));
  if ((type != "file" && type != "symlink") || !digest)
    return Error{ErrorCode::kCorrupt, "the ledger holds a malformed file version: " + to_text(json)};
  ASSIGN_OR_RETURN(std::string content, ledger.content(*digest));
  return FileVersion{type == "file" ? FileType::kFile : FileType::kSymlink,
                     static_cast<uint32_t>(integer_or(json, "mode", 0)) & 07777, *digest, std::move(content)};
}

Result<void> keep_version(Ledger& ledger, const FileVersion& version, const Digest* base) {
  if (version.type == FileType::kAbsent) return {};
  return ledger.keep(version.digest, version.content, base);
}

}  // namespace

Json json_of_edits(const std::vector<FileEdit>& edits) {
  Json list = Json::array();
  for (const FileEdit& edit : edits) {
    Json json = {{"path", json_of_bytes(edit.path)},
                 {"before", json_of_version(edit.before)},
                 {"after", json_of_version(edit.after)}};
    if (!edit.moved_from.empty()) json["moved_from"] = json_of_bytes(edit.moved_from);
    list.push_back(std::move(json));
  }
  return list;
}

Result<std::vector<FileEdit>> edits_of_json(Ledger& ledger, const Json& json) {
  if (!json.is_array()) return Error{ErrorCode::kCorrupt, "the ledger holds a malformed list of edits"};
  std::vector<FileEdit> edits;
  for (const Json& item : json) {
    if (!item.is_object() || !item.contains("path") || !item.contains("before") || !item.contains("after"))
      return Error{ErrorCode::kCorrupt, "the ledger holds a malformed edit"};
    FileEdit edit;
    ASSIGN_OR_RETURN(edit.path, bytes_of_json(item["path"]));
    ASSIGN_OR_RETURN(edit.before, version_of_json(ledger, item["before"]));
    ASSIGN_OR_RETURN(edit.after, version_of_json(ledger, item["after"]));
    if (item.contains("moved_from")) {
      ASSIGN_OR_RETURN(edit.moved_from, bytes_of_json(item["moved_from"]));
    }
    edits.push_back(std::move(edit));
  }
  return edits;
}

Result<std::string> keep_edit_list(Ledger& ledger, const std::vector<FileEdit>& edits, const Digest* like) {
  std::string text = to_text(json_of_edits(edits));
  Digest digest = Digest::of(text);
  RETURN_IF_ERROR(ledger.keep(digest, text, like));
  return digest.hex();
}

std::optional<Digest> edit_list_digest(const Json& body) {
  return Digest::from_hex(string_or(body, "edits", ""));
}

Result<Json> edit_list_of(Ledger& ledger, const Json& body) {
  if (auto digest = edit_list_digest(body)) {
    ASSIGN_OR_RETURN(std::string text, ledger.content(*digest));
    return parse_json(text);
  }
  return body.value("edits", Json::array());
}

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

// What is not as it was written is passed over: it is for display alone.
std::vector<SuspectLine> suspects_of(const Json& json) {
  std::vector<SuspectLine> suspects;
  for (const Json& file : json) {
    auto path = bytes_of_json(file.is_object() ? file.value("path", Json()) : Json());
    if (!path) continue;
    for (const Json& pair : file.value("lines", Json::array()))
      if (pair.is_array() && pair.size() == 2 && pair[0].is_number_unsigned() && pair[1].is_number())
        suspects.push_back({*path, pair[0].get<size_t>(), pair[1].get<double>()});
  }
  return suspects;
}

}  // namespace

Result<void> record(Ledger& ledger, Proposal& proposal) {
  for (const FileEdit& edit : proposal.edits) {
    RETURN_IF_ERROR(keep_version(ledger, edit.before, nullptr));
    RETURN_IF_ERROR(keep_version(ledger, edit.after,
                                 edit.before.type == FileType::kAbsent ? nullptr : &edit.before.digest));
  }
  ASSIGN_OR_RETURN(std::string edits, keep_edit_list(ledger, proposal.edits));
  Json notes = Json::array();
  for (const std::string& note : proposal.notes) notes.push_back(json_of_bytes(note));
  Json body = {{"proposer", proposal.proposer}, {"version", proposal.proposer_version},
               {"kind", proposal.kind},         {"summary", json_of_bytes(proposal.summary)},
               {"notes", std::move(notes)},     {"files", proposal.edits.size()},
               {"edits", std::move(edits)}};
  if (!proposal.operation.empty()) body["operation"] = proposal.operation;
  if (!proposal.size.empty()) body["size"] = proposal.size;
  if (proposal.amends) body["amends"] = proposal.amends;
  if (!proposal.suspects.empty()) body["suspects"] = json_of(proposal.suspects);
  ASSIGN_OR_RETURN(proposal.id,
                   ledger.append({.kind = "proposal", .about = proposal.task, .body = std::move(body)}));
  return {};
}

Result<Proposal> load_proposal(Ledger& ledger, Sequence id) {
  ASSIGN_OR_RETURN(Event event, ledger.event(id));
  if (event.kind != "proposal")
    return Error{ErrorCode::kNotFound, std::to_string(id) + " is not a proposal but a " + event.kind,
                 "`suit log` lists the proposals"};
  Proposal proposal;
  proposal.id = id;
  proposal.task = event.about;
  proposal.amends = integer_or(event.body, "amends", 0);
  proposal.proposer = string_or(event.body, "proposer", "");
  proposal.proposer_version = string_or(event.body, "version", "");
  proposal.kind = string_or(event.body, "kind", "");
  proposal.operation = string_or(event.body, "operation", "");
  proposal.size = string_or(event.body, "size", "");
  ASSIGN_OR_RETURN(proposal.summary, bytes_of_json(event.body.value("summary", Json(""))));
  for (const Json& note : event.body.value("notes", Json::array())) {
    ASSIGN_OR_RETURN(std::string text, bytes_of_json(note));
    proposal.notes.push_back(std::move(text));
  }
  proposal.suspects = suspects_of(event.body.value("suspects", Json::array()));
  ASSIGN_OR_RETURN(Json edits, edit_list_of(ledger, event.body));
  ASSIGN_OR_RETURN(proposal.edits, edits_of_json(ledger, edits));
  return proposal;
}

}  // namespace suit
