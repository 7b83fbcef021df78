#include "functions/as_json.h"

#include "base/clock.h"
#include "change/diff.h"
#include "verify/judge.h"

namespace suit {

std::string_view change_of(const FileEdit& edit) {
  if (!edit.moved_from.empty()) return "moved";
  if (edit.before.type == FileType::kAbsent) return "created";
  if (edit.after.type == FileType::kAbsent) return "removed";
  return "changed";
}

Json json_of(const Error& error) {
  Json json = {{"code", suit::name_of(error.code)}, {"message", json_of_bytes(error.message)}};
  if (!error.hint.empty()) json["hint"] = json_of_bytes(error.hint);
  return {{"error", std::move(json)}};
}

Json json_of(const Event& event) {
  Json json = {{"sequence", event.sequence},
               {"at", utc_text(event.at_us)},
               {"at_us", event.at_us},
               {"kind", event.kind}};
  if (event.about) json["about"] = event.about;
  json["body"] = event.body;
  return json;
}

}  // namespace suit
