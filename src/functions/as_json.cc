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

Json json_of(const CheckResult& result) {
  Json check = {
      {"name", result.name}, {"outcome", name_of(result.outcome)}, {"duration_ms", result.duration_ms}};
  if (!result.detail.empty()) check["detail"] = json_of_bytes(result.detail);
  if (!result.sandboxed) check["sandbox"] = false;
  return check;
}

Json json_of(const TrustRecord& record, const TrustBar& bar) {
  Licence licence = licence_of(record, bar);
  return {{"proposer", record.key.proposer},
          {"version", record.key.version},
          {"kind", record.key.kind},
          {"size", name_of(record.key.size)},
          {"clean", record.clean},
          {"failed", record.failed},
          {"clean_since_failure", record.clean_since_failure},
          {"unread", record.unread},
          {"licensed", record.licensed},
          {"overridden", record.overridden},
          {"log_e_value", log_e_value(record.clean, record.failed, bar.reliability)},
          {"reliability_shown", reliability_shown(record.clean, record.failed, bar.error_rate)},
          {"level", name_of(licence.level)},
          {"clean_needed", licence.clean_needed},
          {"why", licence.why}};
}

Json json_of(const Error& error) {
  Json json = {{"code", suit::name_of(error.code)}, {"message", json_of_bytes(error.message)}};
  if (!error.hint.empty()) json["hint"] = json_of_bytes(error.hint);
  return {{"error", std::move(json)}};
}

Json json_of_edit_list(const std::vector<FileEdit>& edits) {
  Json list = Json::array();
  for (const FileEdit& edit : edits) {
    FileDiff diff(edit);
    Json json = {{"path", json_of_bytes(edit.path)}, {"change", change_of(edit)}};
    if (!edit.moved_from.empty()) json["moved_from"] = json_of_bytes(edit.moved_from);
    json["added"] = diff.added();
    json["removed"] = diff.removed();
    if (diff.binary) json["binary"] = true;
    list.push_back(std::move(json));
  }
  return list;
}

Json json_of(const std::vector<ApplyConflict>& conflicts) {
  Json list = Json::array();
  for (const ApplyConflict& conflict : conflicts)
    list.push_back({{"path", json_of_bytes(conflict.path)}, {"why", json_of_bytes(conflict.why)}});
  return list;
}

Json json_of(const LoopOutcome& outcome) {
  Json json = {{"status", name_of(outcome.status)}, {"task", outcome.task}};
  if (outcome.proposal.id) {
    Json notes = Json::array();
    for (const std::string& note : outcome.proposal.notes) notes.push_back(json_of_bytes(note));
    json["proposal"] = {
        {"id", outcome.proposal.id},     {"proposer", outcome.proposal.proposer},
        {"kind", outcome.proposal.kind}, {"summary", json_of_bytes(outcome.proposal.summary)},
        {"notes", std::move(notes)},     {"files", json_of_edit_list(outcome.proposal.edits)}};
    Json caps = Json::array();
    for (const LevelCap& cap : outcome.level.caps) caps.push_back(json_of_bytes(cap.why));
    json["level"] = {{"asked", name_of(outcome.level.asked)},
                     {"allowed", name_of(outcome.level.allowed)},
                     {"caps", std::move(caps)}};
    Json checks = Json::array();
    for (const CheckResult& result : outcome.results) checks.push_back(json_of(result));
    json["checks"] = std::move(checks);
    if (!outcome.unchecked.empty()) json["unchecked"] = outcome.unchecked;
  }
  if (outcome.status == LoopStatus::kPending && !outcome.asks.empty()) {
    Json asks = Json::array();
    for (const std::string& why : outcome.asks) asks.push_back(json_of_bytes(why));
    json["asks"] = std::move(asks);
  }
  if (outcome.application) json["application"] = outcome.application;
  if (outcome.status == LoopStatus::kConflict) json["conflicts"] = json_of(outcome.conflicts);
  if (outcome.status == LoopStatus::kUnanswered)
    json["question"] = {{"text", json_of_bytes(outcome.question.text)},
                        {"choices", outcome.question.choices}};
  if (outcome.status == LoopStatus::kDeclined) {
    json["declined"] = {{"understood", json_of_bytes(outcome.declined.understood)},
                        {"nearest", json_of_bytes(outcome.declined.nearest)}};
    if (const auto& unfit = outcome.declined.unfit) {
      json["declined"]["answers"] = unfit->answers;
      for (const std::string& problem : unfit->problems)
        json["declined"]["problems"].push_back(json_of_bytes(problem));
    }
  }
  if (outcome.status == LoopStatus::kAnswered)
    json["answer"] = {{"text", json_of_bytes(outcome.answered.text)}, {"model", outcome.answered.model}};
  if (outcome.status == LoopStatus::kRejected) json["reason"] = json_of_bytes(outcome.reason);
  return json;
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
