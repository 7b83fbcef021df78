// What was: tasks step by step, calls, checks, applications, and taking them back.
#include <algorithm>
#include <set>

#include "base/signals.h"
#include "base/text.h"
#include "change/in_force.h"
#include "folder/output_places.h"
#include "functions/as_json.h"
#include "http/api.h"
#include "loop/conflicts.h"
#include "loop/history.h"
#include "loop/taking_back.h"

namespace suit {
namespace {

std::string text_in(const Json& body, const char* field) {
  auto bytes = bytes_of_json(body.value(field, Json("")));
  return bytes ? printable(*bytes) : std::string();
}

struct Totals {
  int64_t calls = 0, tokens_in = 0, tokens_cached = 0, tokens_out = 0;
  double money = 0;
  void add(const Event& call) {
    ++calls;
    tokens_in += integer_or(call.body, "tokens_in", 0);
    tokens_cached += integer_or(call.body, "tokens_cached", 0);
    tokens_out += integer_or(call.body, "tokens_out", 0);
    if (call.body.contains("money") && call.body["money"].is_number())
      money += call.body["money"].get<double>();
  }
};

class TimeLine {
 public:
  Json stages = Json::array();
  Totals totals;

  // One event of the task, in the order of the ledger. The proposer's time is what lies between.
  void add(const Event& event, int64_t& since_us) {
    const Json& body = event.body;
    Json stage = {
        {"stage", event.kind}, {"event", event.sequence}, {"at_us", event.at_us}, {"us", 0}, {"title", ""}};
    auto detail = [&](const std::string& text) {
      if (!text.empty()) stage["detail"] = text;
    };
    if (event.kind == "task") {
      stage["title"] = text_in(body, "text");
    } else if (event.kind == "level") {
      stage["title"] = string_or(body, "from", "") + " to " + string_or(body, "to", "");
    } else if (event.kind == "call") {
      totals.add(event);
      stage["title"] = string_or(body, "model", "");
      stage["us"] = integer_or(body, "total_us", 0);
      stage["outcome"] =
          body.contains("failure") ? string_or(body, "failure", "") : string_or(body, "finish", "");
      detail(text_in(body, "message"));
      for (const char* field : {"tokens_in", "tokens_cached", "tokens_out"})
        stage[field] = integer_or(body, field, 0);
      stage["money"] = body.value("money", Json(0));
    } else if (event.kind == "proposal") {
      stage["title"] = text_in(body, "summary");
      stage["proposal"] = event.sequence;
      stage["us"] = std::max<int64_t>(event.at_us - since_us, 0);
      detail(string_or(body, "proposer", "") + ", " +
             counted(static_cast<uint64_t>(integer_or(body, "files", 0)), "file"));
    } else if (event.kind == "check") {
      stage["title"] = string_or(body, "name", "");
      stage["outcome"] = string_or(body, "outcome", "");
      stage["us"] = integer_or(body, "duration_ms", 0) * 1'000;
      detail(text_in(body, "detail"));
    } else if (event.kind == "reply") {
      stage["title"] = event.body.contains("model") ? "answered in words by " + text_in(body, "model")
                                                    : text_in(body, "why");
      stage["outcome"] = string_or(body, "status", "");
      std::string problems;
      for (const Json& problem : list_in(body, "problems"))
        if (auto text = bytes_of_json(problem)) problems += (problems.empty() ? "" : "; ") + printable(*text);
      detail(problems);
    } else if (event.kind == "override") {
      stage["title"] = string_or(body, "what", "");
    } else if (event.kind == "verdict") {
      stage["title"] = string_or(body, "outcome", "") + " by " +
                       (body.contains("person") ? string_or(body, "person", "") : string_or(body, "by", ""));
      stage["outcome"] = string_or(body, "outcome", "");
      stage["us"] = std::max<int64_t>(event.at_us - since_us, 0);
      detail(text_in(body, "reason"));
    } else if (event.kind == "applied") {
      std::string action = string_or(body, "action", "apply");
      stage["stage"] = action;
      stage["title"] = action == "apply" ? "applied" : action;
      stage["us"] = std::max<int64_t>(event.at_us - since_us, 0);
    } else {
      return;
    }
    since_us = event.at_us;
    stages.push_back(std::move(stage));
  }
};

// A task's events and those about its proposals and their applications, in order.
Result<std::vector<Event>> events_of_task(Ledger& ledger, const Event& task) {
  std::vector<Event> events = {task};
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].kind != "task" && events[i].kind != "proposal" && events[i].kind != "applied") continue;
    ASSIGN_OR_RETURN(auto about, ledger.events({.about = events[i].sequence, .brief = true}));
    events.insert(events.end(), about.begin(), about.end());
  }
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.sequence < b.sequence; });
  return events;
}

std::string state_of(const std::vector<Event>& events) {
  std::string state = "open";
  for (const Event& event : events) {
    if (event.kind == "proposal") state = "pending";
    if (event.kind == "verdict" && string_or(event.body, "outcome", "") == "rejected") state = "rejected";
    if (event.kind == "reply") state = string_or(event.body, "status", "declined");
    if (event.kind != "applied") continue;
    state = string_or(event.body, "action", "") == "undo" ? "taken_back" : "applied";
  }
  return state;
}

// Lines of files that a check's output names.
Json json_of_places(const std::string& output, Files& files) {
  Json list = Json::array();
  for (const OutputPlace& place : places_in_output(output, files))
    list.push_back({{"path", place.path}, {"line", place.line}, {"at", place.at}});
  return list;
}

Result<std::string> content_named(Ledger& ledger, const Json& body, const char* field) {
  auto digest = Digest::from_hex(string_or(body, field, ""));
  if (!digest) return std::string();
  return ledger.content(*digest);
}

}  // namespace

Result<WebResponse> Api::tasks(ApiCall& call) {
  ASSIGN_OR_RETURN(int64_t limit, call.query_number("limit", 50, 1, 500));
  ASSIGN_OR_RETURN(int64_t before, call.query_number("before", INT64_MAX, 0, INT64_MAX));
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  std::vector<Event> tasks;
  RETURN_IF_ERROR(ledger.for_each({.kinds = {"task"}, .newest_first = true}, [&](const Event& task) {
    if (task.sequence < before) tasks.push_back(task);
    return tasks.size() < static_cast<size_t>(limit);
  }));
  Json list = Json::array();
  for (const Event& task : tasks) {
    ASSIGN_OR_RETURN(auto events, events_of_task(ledger, task));
    Totals totals;
    for (const Event& event : events)
      if (event.kind == "call") totals.add(event);
    list.push_back({{"task", task.sequence},
                    {"text", task.body.value("text", Json(""))},
                    {"level", string_or(task.body, "level", "chat")},
                    {"at_us", task.at_us},
                    {"state", state_of(events)},
                    {"calls", totals.calls},
                    {"tokens_in", totals.tokens_in},
                    {"tokens_out", totals.tokens_out},
                    {"money", totals.money}});
  }
  return ok({{"tasks", std::move(list)}});
}

Result<WebResponse> Api::task(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  ASSIGN_OR_RETURN(Task task, load_task(ledger, call.ids[0]));
  ASSIGN_OR_RETURN(Event event, ledger.event(call.ids[0]));
  ASSIGN_OR_RETURN(auto events, events_of_task(ledger, event));
  TimeLine line;
  int64_t since_us = event.at_us;
  for (const Event& one : events) line.add(one, since_us);
  return ok({{"task", task.id},
             {"text", json_of_bytes(task.text)},
             {"level", name_of(task.level)},
             {"scope", task.scope.texts()},
             {"at_us", event.at_us},
             {"stages", std::move(line.stages)},
             {"total",
              {{"us", since_us - event.at_us},
               {"tokens_in", line.totals.tokens_in},
               {"tokens_cached", line.totals.tokens_cached},
               {"tokens_out", line.totals.tokens_out},
               {"money", line.totals.money}}}});
}

Result<WebResponse> Api::model_call(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  ASSIGN_OR_RETURN(Event event, ledger.event(call.ids[0]));
  if (event.kind != "call")
    return Error{ErrorCode::kNotFound, std::to_string(call.ids[0]) + " is not a call but a " + event.kind};
  const Json& body = event.body;
  int64_t tokens_in = integer_or(body, "tokens_in", 0), rest = tokens_in;
  Json parts = list_in(body, "parts"), messages = Json::array();
  for (const Json& part : parts) rest -= integer_or(part, "tokens", 0);
  if (rest > 0)
    parts.push_back({{"name", "the exchange until then"}, {"kind", "conversation"}, {"tokens", rest}});
  ASSIGN_OR_RETURN(std::string context, content_named(ledger, body, "context"));
  if (!context.empty()) {
    ASSIGN_OR_RETURN(Json kept, parse_json(context));
    for (const Json& message : list_in(kept, "messages"))
      messages.push_back(
          {{"role", string_or(message, "role", "")}, {"text", message.value("text", Json(""))}});
  }
  Json json = {{"model", string_or(body, "model", "")},
               {"program", string_or(body, "program", "")},
               {"at_us", event.at_us},
               {"us", integer_or(body, "total_us", 0)},
               {"tokens_in", tokens_in},
               {"tokens_cached", integer_or(body, "tokens_cached", 0)},
               {"tokens_out", integer_or(body, "tokens_out", 0)},
               {"estimated", bool_or(body, "estimated", false)},
               {"money", body.value("money", Json(0))},
               {"parts", std::move(parts)},
               {"left_out", list_in(body, "left_out")},
               {"messages", std::move(messages)}};
  if (body.contains("failure"))
    json["failure"] = string_or(body, "failure", "") + ": " + text_in(body, "message");
  ASSIGN_OR_RETURN(std::string answer, content_named(ledger, body, "answer"));
  if (!answer.empty()) {
    ASSIGN_OR_RETURN(Json kept, parse_json(answer));
    json["answer"] = kept.value("text", Json(""));
    if (kept.contains("thinking")) json["thinking"] = kept["thinking"];
  }
  return ok(json);
}

Result<WebResponse> Api::check(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  ASSIGN_OR_RETURN(Event event, ledger.event(call.ids[0]));
  if (event.kind != "check")
    return Error{ErrorCode::kNotFound, std::to_string(call.ids[0]) + " is not a check but a " + event.kind};
  ASSIGN_OR_RETURN(std::string output, content_named(ledger, event.body, "output"));
  Json json = {{"name", string_or(event.body, "name", "")},
               {"outcome", string_or(event.body, "outcome", "")},
               {"duration_ms", integer_or(event.body, "duration_ms", 0)}};
  if (event.body.contains("detail")) json["detail"] = event.body["detail"];
  json["places"] = json_of_places(output, workspace.files());
  json["output"] = json_of_bytes(output);
  return ok(json);
}

Result<WebResponse> Api::history(ApiCall& call) {
  ASSIGN_OR_RETURN(int64_t limit, call.query_number("limit", 50, 1, 500));
  ASSIGN_OR_RETURN(int64_t before, call.query_number("before", INT64_MAX, 0, INT64_MAX));
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  ASSIGN_OR_RETURN(auto applications, read_applications(ledger));
  Json list = Json::array();
  for (auto it = applications.rbegin(); it != applications.rend() && list.size() < static_cast<size_t>(limit);
       ++it) {
    const auto& [sequence, application] = *it;
    if (sequence >= before) continue;
    ASSIGN_OR_RETURN(Event event, ledger.event(sequence));
    ASSIGN_OR_RETURN(Sequence proposal, find_proposal(ledger, sequence));
    ASSIGN_OR_RETURN(Event proposed, ledger.event(proposal));
    Json one = {{"application", sequence},
                {"action", application.action},
                {"proposal", proposal},
                {"summary", proposed.body.value("summary", Json(""))},
                {"at_us", event.at_us},
                {"in_force", application.in_force.is_all()     ? "whole"
                             : application.in_force.is_empty() ? "none"
                                                               : "part"}};
    if (application.action != "apply") one["takes_back"] = application.about;
    list.push_back(std::move(one));
  }
  return ok({{"applications", std::move(list)}});
}

Result<WebResponse> Api::take_back(ApiCall& call) {
  bool redo = bool_or(call.body, "redo", false), dry_run = bool_or(call.body, "dry_run", false);
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  std::optional<Sequence> id;
  if (call.body.contains("id")) id = call.body["id"].get<Sequence>();
  ASSIGN_OR_RETURN(Sequence application,
                   find_application(ledger, id, redo ? HistoryDirection::kRedo : HistoryDirection::kUndo));
  ASSIGN_OR_RETURN(Sequence named, find_proposal(ledger, application));
  ASSIGN_OR_RETURN(TakingBack taking, plan_taking_back(workspace, application));
  const UndoPlan& plan = taking.plan;
  Json json = {{"status", "shown"},
               {"takes_back", application},
               {"named", named},
               {"files", json_of_edit_list(plan.edits)}};
  if (dry_run) {
    std::string diff;
    for_each_diff(plan.edits, [&](const EditDiff& one) {
      diff += one.text;
      return diff.size() < (2u << 20);
    });
    json["diff"] = json_of_bytes(diff);
    json["conflicts"] = json_of(plan.conflicts);
    if (!taking.warning.empty()) json["warning"] = taking.warning;
    return ok(json);
  }
  UndoExtent extent = bool_or(call.body, "partial", false) ? UndoExtent::kPartial : UndoExtent::kWhole;
  ASSIGN_OR_RETURN(ApplyOutcome outcome, suit::take_back(workspace, application, extent, Seen::kNo));
  (void)keep_within_bound(workspace);
  json["status"] = outcome.application ? "applied" : "conflict";
  if (outcome.application) json["application"] = outcome.application;
  json["conflicts"] = json_of(outcome.conflicts);
  if (!outcome.conflicts.empty()) {
    ASSIGN_OR_RETURN(std::string kept, keep_both_sides(workspace.files(), outcome.conflicts, named));
    json["kept"] = json_of_bytes(kept);
  }
  feed_.wake();
  return ok(json);
}

}  // namespace suit
