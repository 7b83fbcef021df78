#include "functions/tasks.h"

#include <algorithm>

#include "base/text.h"
#include "loop/loop.h"

namespace suit::functions {
namespace {

std::string text_in(const Json& body, const char* field) {
  auto bytes = bytes_of_json(body.value(field, Json("")));
  return bytes ? printable(*bytes) : std::string();
}

double money_of(const Json& body) {
  return body.contains("money") && body["money"].is_number() ? body["money"].get<double>() : 0;
}

void add(TaskSteps::Total& total, const Json& call) {
  total.tokens_in += integer_or(call, "tokens_in", 0);
  total.tokens_cached += integer_or(call, "tokens_cached", 0);
  total.tokens_out += integer_or(call, "tokens_out", 0);
  total.money += money_of(call);
}

// One event of a task, in the order of the ledger; nullopt: it is not a step. What lies between two events is
// the time of the later one, where that says nothing itself.
std::optional<TaskSteps::Step> step_of(const Event& event, int64_t since_us) {
  const Json& body = event.body;
  TaskSteps::Step step{.stage = event.kind, .event = event.sequence, .at_us = event.at_us};
  auto detail = [&](const std::string& text) {
    if (!text.empty()) step.detail = text;
  };
  int64_t waited_us = std::max<int64_t>(event.at_us - since_us, 0);
  if (event.kind == "task") {
    step.title = text_in(body, "text");
  } else if (event.kind == "level") {
    step.title = string_or(body, "from", "") + " to " + string_or(body, "to", "");
  } else if (event.kind == "call") {
    step.title = string_or(body, "model", "");
    step.us = integer_or(body, "total_us", 0);
    step.outcome = string_or(body, body.contains("failure") ? "failure" : "finish", "");
    detail(text_in(body, "message"));
    step.tokens_in = integer_or(body, "tokens_in", 0);
    step.tokens_cached = integer_or(body, "tokens_cached", 0);
    step.tokens_out = integer_or(body, "tokens_out", 0);
    step.money = money_of(body);
  } else if (event.kind == "proposal") {
    step.title = text_in(body, "summary");
    step.proposal = event.sequence;
    step.us = waited_us;
    detail(string_or(body, "proposer", "") + ", " +
           counted(static_cast<uint64_t>(integer_or(body, "files", 0)), "file"));
  } else if (event.kind == "check") {
    step.title = string_or(body, "name", "");
    step.outcome = string_or(body, "outcome", "");
    step.us = integer_or(body, "duration_ms", 0) * 1'000;
    detail(text_in(body, "detail"));
  } else if (event.kind == "reply") {
    step.title =
        body.contains("model") ? "answered in words by " + text_in(body, "model") : text_in(body, "why");
    step.outcome = string_or(body, "status", "");
    std::string problems;
    for (const Json& problem : list_in(body, "problems"))
      if (auto text = bytes_of_json(problem)) problems += (problems.empty() ? "" : "; ") + printable(*text);
    detail(problems);
  } else if (event.kind == "override") {
    step.title = string_or(body, "what", "");
  } else if (event.kind == "verdict") {
    step.title = string_or(body, "outcome", "") + " by " +
                 string_or(body, body.contains("person") ? "person" : "by", "");
    step.outcome = string_or(body, "outcome", "");
    step.us = waited_us;
    detail(text_in(body, "reason"));
  } else if (event.kind == "applied") {
    step.stage = string_or(body, "action", "apply");
    step.title = step.stage == "apply" ? "applied" : step.stage;
    step.us = waited_us;
  } else {
    return std::nullopt;
  }
  return step;
}

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

}  // namespace

Result<Tasks::Answer> Tasks::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  std::vector<Event> tasks;
  RETURN_IF_ERROR(ledger->for_each({.kinds = {"task"}, .newest_first = true}, [&](const Event& task) {
    if (task.sequence < request.before) tasks.push_back(task);
    return tasks.size() < static_cast<size_t>(request.limit);
  }));
  Answer answer;
  for (const Event& task : tasks) {
    ASSIGN_OR_RETURN(auto events, events_of_task(*ledger, task));
    TaskSteps::Total total;
    Row row{.task = task.sequence,
            .level = level_from(string_or(task.body, "level", "")).value_or(Level::kChat),
            .at_us = task.at_us,
            .state = state_of(events)};
    if (auto text = bytes_of_json(task.body.value("text", Json("")))) row.text = *text;
    for (const Event& event : events)
      if (event.kind == "call") {
        add(total, event.body);
        ++row.calls;
      }
    row.tokens_in = total.tokens_in;
    row.tokens_out = total.tokens_out;
    row.money = total.money;
    answer.tasks.push_back(std::move(row));
  }
  return answer;
}

Result<TaskSteps::Answer> TaskSteps::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Task task, load_task(*ledger, request.id));
  ASSIGN_OR_RETURN(Event event, ledger->event(request.id));
  ASSIGN_OR_RETURN(auto events, events_of_task(*ledger, event));
  Answer answer{.task = task.id,
                .text = task.text,
                .level = task.level,
                .scope = task.scope.texts(),
                .at_us = event.at_us};
  int64_t since_us = event.at_us;
  for (const Event& one : events) {
    auto step = step_of(one, since_us);
    if (!step) continue;
    if (one.kind == "call") add(answer.total, one.body);
    since_us = one.at_us;
    answer.stages.push_back(std::move(*step));
  }
  answer.total.us = since_us - event.at_us;
  return answer;
}

}  // namespace suit::functions
