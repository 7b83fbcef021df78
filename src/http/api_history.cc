// What was: tasks step by step, calls, checks, applications, and taking them back.
#include <algorithm>
#include <cctype>
#include <set>

#include "base/signals.h"
#include "base/text.h"
#include "change/in_force.h"
#include "change/proposal_event.h"
#include "functions/as_json.h"
#include "http/api.h"
#include "loop/conflicts.h"
#include "loop/history.h"
#include "loop/standing.h"
#include "loop/taking_back.h"
#include "loop/task_events.h"
#include "model/call_event.h"
#include "trust/reply_event.h"
#include "trust/verdict_event.h"
#include "verify/check_event.h"

namespace suit {
namespace {

constexpr size_t kPlacesMax = 200;
constexpr size_t kOutputSearchedBytes = 1u << 20;

struct Totals {
  int64_t calls = 0, tokens_in = 0, tokens_cached = 0, tokens_out = 0;
  double money = 0;
  void add(const CallEvent& call) {
    ++calls;
    tokens_in += call.usage.tokens_in;
    tokens_cached += call.usage.tokens_cached;
    tokens_out += call.usage.tokens_out;
    money += call.money;
  }
};

class TimeLine {
 public:
  Json stages = Json::array();
  Totals totals;

  // One event of the task, in the order of the ledger. The proposer's time is what lies between.
  void add(const Event& event, int64_t& since_us) {
    Json stage = {
        {"stage", event.kind}, {"event", event.sequence}, {"at_us", event.at_us}, {"us", 0}, {"title", ""}};
    auto detail = [&](const std::string& text) {
      if (!text.empty()) stage["detail"] = text;
    };
    int64_t gap_us = std::max<int64_t>(event.at_us - since_us, 0);
    if (event.is<TaskEvent>()) {
      stage["title"] = printable(TaskEvent::of(event).text);
    } else if (event.is<LevelEvent>()) {
      LevelEvent level = LevelEvent::of(event);
      auto name = [](std::optional<Level> one) { return one ? std::string(name_of(*one)) : ""; };
      stage["title"] = name(level.from) + " to " + name(level.to);
    } else if (event.is<CallEvent>()) {
      CallEvent call = CallEvent::of(event);
      totals.add(call);
      stage["title"] = call.model;
      stage["us"] = call.total_us;
      stage["outcome"] = call.failure ? name_of(*call.failure) : call.finish ? name_of(*call.finish) : "";
      detail(printable(call.message));
      stage["tokens_in"] = call.usage.tokens_in;
      stage["tokens_cached"] = call.usage.tokens_cached;
      stage["tokens_out"] = call.usage.tokens_out;
      stage["money"] = call.money;
    } else if (event.is<ProposalEvent>()) {
      ProposalEvent proposal = ProposalEvent::of(event);
      stage["title"] = printable(proposal.summary);
      stage["proposal"] = event.sequence;
      stage["us"] = gap_us;
      detail(proposal.proposer + ", " + counted(static_cast<uint64_t>(proposal.files), "file"));
    } else if (event.is<CheckEvent>()) {
      CheckResult result = CheckEvent::of(event).result;
      stage["title"] = result.name;
      stage["outcome"] = name_of(result.outcome);
      stage["us"] = result.duration_ms * 1'000;
      detail(printable(result.detail));
    } else if (event.is<ReplyEvent>()) {
      ReplyEvent reply = ReplyEvent::of(event);
      stage["title"] =
          reply.model.empty() ? printable(reply.why) : "answered in words by " + printable(reply.model);
      stage["outcome"] = name_of(reply.status);
      std::string problems;
      for (const std::string& problem : reply.problems)
        problems += (problems.empty() ? "" : "; ") + printable(problem);
      detail(problems);
    } else if (event.is<OverrideEvent>()) {
      stage["title"] = OverrideEvent::of(event).what;
    } else if (event.is<VerdictEvent>()) {
      VerdictEvent verdict = VerdictEvent::of(event);
      stage["title"] = std::string(name_of(verdict.outcome)) + " by " +
                       (verdict.person.empty() ? verdict.by : verdict.person);
      stage["outcome"] = name_of(verdict.outcome);
      stage["us"] = gap_us;
      detail(printable(verdict.reason));
    } else if (event.is<AppliedEvent>()) {
      ApplyAction action = AppliedEvent::of(event).action;
      stage["stage"] = name_of(action);
      stage["title"] = action == ApplyAction::kApply ? "applied" : name_of(action);
      stage["us"] = gap_us;
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
    if (!events[i].is<TaskEvent>() && !events[i].is<ProposalEvent>() && !events[i].is<AppliedEvent>())
      continue;
    ASSIGN_OR_RETURN(auto about, ledger.events({.about = events[i].sequence, .brief = true}));
    events.insert(events.end(), about.begin(), about.end());
  }
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.sequence < b.sequence; });
  return events;
}

// "src/a.cc:12" and the like in what a check printed, where it is a file of the folder.
class Places {
 public:
  Places(Files& files, const std::string& output) : files_(files), output_(output) {}

  Json find() {
    Json list = Json::array();
    size_t end = std::min(output_.size(), kOutputSearchedBytes);
    for (size_t at = output_.find(':'); at < end && list.size() < kPlacesMax;
         at = output_.find(':', at + 1)) {
      size_t digits = at + 1;
      while (digits < end && std::isdigit(static_cast<unsigned char>(output_[digits]))) ++digits;
      size_t begin = at;
      while (begin > 0 && is_path_byte(output_[begin - 1])) --begin;
      if (digits == at + 1 || digits - at > 8 || begin == at) continue;
      add(list, output_.substr(begin, at - begin), output_.substr(at + 1, digits - at - 1), begin);
    }
    // Python: File "src/a.py", line 12
    for (size_t at = output_.find("File \""); at < end && list.size() < kPlacesMax;
         at = output_.find("File \"", at + 1)) {
      size_t quote = output_.find("\", line ", at + 6);
      if (quote == output_.npos || quote - at > 1'000) continue;
      size_t digits = quote + 8;
      while (digits < end && std::isdigit(static_cast<unsigned char>(output_[digits]))) ++digits;
      if (digits > quote + 8 && digits - quote < 16)
        add(list, output_.substr(at + 6, quote - at - 6), output_.substr(quote + 8, digits - quote - 8), at);
    }
    std::sort(list.begin(), list.end(),
              [](const Json& a, const Json& b) { return a["at"].get<size_t>() < b["at"].get<size_t>(); });
    return list;
  }

 private:
  static bool is_path_byte(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("._-/+@").find(c) != std::string_view::npos;
  }

  void add(Json& list, std::string path, const std::string& line, size_t at) {
    if (path.starts_with(files_.root() + "/")) path.erase(0, files_.root().size() + 1);
    if (size_t slashes = path.find("//"); slashes != path.npos && path.starts_with("file"))
      path.erase(0, slashes + 2);
    path = join_path("", path);
    if (!is_inner_path(path) || !is_utf8(path)) return;
    auto known = known_.find(path);
    if (known == known_.end()) {
      auto info = files_.info(path);
      known = known_.emplace(path, info && info->type == FileType::kFile).first;
    }
    if (known->second && std::stoll(line) > 0)
      list.push_back({{"path", path}, {"line", std::stoll(line)}, {"at", at}});
  }

  Files& files_;
  const std::string& output_;
  std::map<std::string, bool> known_;
};

Result<std::string> content_or_none(Ledger& ledger, const std::optional<Digest>& digest) {
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
  RETURN_IF_ERROR(
      ledger.for_each({.kinds = kinds_of<TaskEvent>(), .newest_first = true}, [&](const Event& task) {
        if (task.sequence < before) tasks.push_back(task);
        return tasks.size() < static_cast<size_t>(limit);
      }));
  Json list = Json::array();
  for (const Event& task : tasks) {
    ASSIGN_OR_RETURN(auto events, events_of_task(ledger, task));
    Totals totals;
    for (const Event& event : events)
      if (event.is<CallEvent>()) totals.add(CallEvent::of(event));
    TaskEvent asked = TaskEvent::of(task);
    ASSIGN_OR_RETURN(TaskState state, state_of_task(ledger, task.sequence));
    list.push_back({{"task", task.sequence},
                    {"text", json_of_bytes(asked.text)},
                    {"level", name_of(asked.level)},
                    {"at_us", task.at_us},
                    {"state", name_of(state)},
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
  if (!event.is<CallEvent>())
    return Error{ErrorCode::kNotFound, std::to_string(call.ids[0]) + " is not a call but a " + event.kind};
  CallEvent made = CallEvent::of(event);
  int64_t rest = made.usage.tokens_in;
  for (const ContextPart& part : made.parts) rest -= part.tokens;
  Json parts = json_of(made.parts), messages = Json::array();
  if (rest > 0)
    parts.push_back({{"name", "the exchange until then"}, {"kind", "conversation"}, {"tokens", rest}});
  ASSIGN_OR_RETURN(std::string context, content_or_none(ledger, made.context));
  if (!context.empty()) {
    ASSIGN_OR_RETURN(Json kept, parse_json(context));
    for (const Json& message : list_in(kept, "messages"))
      messages.push_back(
          {{"role", string_or(message, "role", "")}, {"text", message.value("text", Json(""))}});
  }
  Json json = {{"model", made.model},
               {"program", made.program},
               {"at_us", event.at_us},
               {"us", made.total_us},
               {"tokens_in", made.usage.tokens_in},
               {"tokens_cached", made.usage.tokens_cached},
               {"tokens_out", made.usage.tokens_out},
               {"estimated", made.usage.estimated},
               {"money", made.money},
               {"parts", std::move(parts)},
               {"left_out", json_of_texts(made.left_out)},
               {"messages", std::move(messages)}};
  if (made.failure) json["failure"] = std::string(name_of(*made.failure)) + ": " + printable(made.message);
  ASSIGN_OR_RETURN(std::string answer, content_or_none(ledger, made.answer));
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
  if (!event.is<CheckEvent>())
    return Error{ErrorCode::kNotFound, std::to_string(call.ids[0]) + " is not a check but a " + event.kind};
  CheckResult result = CheckEvent::of(event).result;
  ASSIGN_OR_RETURN(std::string output, content_or_none(ledger, result.output));
  Json json = {
      {"name", result.name}, {"outcome", name_of(result.outcome)}, {"duration_ms", result.duration_ms}};
  if (!result.detail.empty()) json["detail"] = json_of_bytes(result.detail);
  json["places"] = Places(workspace.files(), output).find();
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
                {"action", name_of(application.action)},
                {"proposal", proposal},
                {"summary", json_of_bytes(ProposalEvent::of(proposed).summary)},
                {"at_us", event.at_us},
                {"in_force", application.in_force.is_all()     ? "whole"
                             : application.in_force.is_empty() ? "none"
                                                               : "part"}};
    if (application.action != ApplyAction::kApply) one["takes_back"] = application.about;
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
