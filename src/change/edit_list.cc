#include "change/edit_list.h"

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

Result<FileVersion> version_of_json(const Json& json) {
  std::string type = string_or(json, "type", "");
  if (type == "absent") return FileVersion::absent();
  auto digest = Digest::from_hex(string_or(json, "digest", ""));
  if ((type != "file" && type != "symlink") || !digest)
    return Error{ErrorCode::kCorrupt, "the ledger holds a malformed file version: " + to_text(json)};
  return FileVersion{type == "file" ? FileType::kFile : FileType::kSymlink,
                     static_cast<uint32_t>(integer_or(json, "mode", 0)) & 07777,
                     *digest,
                     {}};
}

}  // namespace

Json EditListRef::json() const {
  return digest ? Json(digest->hex()) : inline_list;
}

EditListRef EditListRef::of(const Event& event) {
  return {.digest = Digest::from_hex(string_or(event.body, "edits", "")),
          .inline_list = list_in(event.body, "edits")};
}

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

Result<Digest> keep_edit_list(Ledger& ledger, const std::vector<FileEdit>& edits, const Digest* like) {
  std::string text = to_text(json_of_edits(edits));
  Digest digest = Digest::of(text);
  RETURN_IF_ERROR(ledger.keep(digest, text, like));
  return digest;
}

Result<Json> edit_list_json(Ledger& ledger, const EditListRef& ref) {
  if (!ref.digest) return ref.inline_list;
  ASSIGN_OR_RETURN(std::string text, ledger.content(*ref.digest));
  return parse_json(text);
}

Result<std::vector<FileEdit>> listed_edits(Ledger& ledger, const EditListRef& ref) {
  ASSIGN_OR_RETURN(Json list, edit_list_json(ledger, ref));
  if (!list.is_array()) return Error{ErrorCode::kCorrupt, "the ledger holds a malformed list of edits"};
  std::vector<FileEdit> edits;
  for (const Json& item : list) {
    if (!item.is_object() || !item.contains("path") || !item.contains("before") || !item.contains("after"))
      return Error{ErrorCode::kCorrupt, "the ledger holds a malformed edit"};
    FileEdit edit;
    ASSIGN_OR_RETURN(edit.path, bytes_of_json(item["path"]));
    ASSIGN_OR_RETURN(edit.before, version_of_json(item["before"]));
    ASSIGN_OR_RETURN(edit.after, version_of_json(item["after"]));
    if (item.contains("moved_from")) {
      ASSIGN_OR_RETURN(edit.moved_from, bytes_of_json(item["moved_from"]));
    }
    edits.push_back(std::move(edit));
  }
  return edits;
}

Result<std::vector<FileEdit>> edits_of(Ledger& ledger, const EditListRef& ref) {
  ASSIGN_OR_RETURN(std::vector<FileEdit> edits, listed_edits(ledger, ref));
  for (FileEdit& edit : edits)
    for (FileVersion* version : {&edit.before, &edit.after})
      if (version->type != FileType::kAbsent) {
        ASSIGN_OR_RETURN(version->content, ledger.content(version->digest));
      }
  return edits;
}

}  // namespace suit
