#include "functions/tasks.h"

#include <algorithm>

#include "base/text.h"
#include "change/apply_events.h"
#include "change/proposal_event.h"
#include "change/task_events.h"
#include "loop/loop.h"
#include "loop/standing.h"
#include "model/call_event.h"
#include "trust/reply_event.h"
#include "trust/verdict_event.h"
#include "verify/check_event.h"
#include "verify/judge.h"

namespace suit::functions {
namespace {

void add(TaskSteps::Total& total, const CallEvent& call) {
  total.tokens_in += call.usage.tokens_in;
  total.tokens_cached += call.usage.tokens_cached;
  total.tokens_out += call.usage.tokens_out;
  total.money += call.money;
}

// The step of one event, in ledger order; nullopt: not a step. A step without a duration of its own gets the
// time since the previous event.
std::optional<TaskSteps::Step> step_of(const Event& event, int64_t since_us) {
  TaskSteps::Step step{.stage = event.kind, .event = event.sequence, .at_us = event.at_us};
  auto detail = [&](const std::string& text) {
    if (!text.empty()) step.detail = text;
  };
  int64_t waited_us = std::max<int64_t>(event.at_us - since_us, 0);
  if (event.is<TaskEvent>()) {
    step.title = printable(TaskEvent::of(event).text);
  } else if (event.is<LevelEvent>()) {
    LevelEvent level = LevelEvent::of(event);
    auto name = [](std::optional<Level> one) { return one ? std::string(name_of(*one)) : ""; };
    step.title = name(level.from) + " to " + name(level.to);
  } else if (event.is<CallEvent>()) {
    CallEvent call = CallEvent::of(event);
    step.title = call.model;
    step.us = call.total_us;
    step.outcome = call.failure ? name_of(*call.failure) : call.finish ? name_of(*call.finish) : "";
    detail(printable(call.message));
    step.tokens_in = call.usage.tokens_in;
    step.tokens_cached = call.usage.tokens_cached;
    step.tokens_out = call.usage.tokens_out;
    step.money = call.money;
  } else if (event.is<ProposalEvent>()) {
    ProposalEvent proposal = ProposalEvent::of(event);
    step.title = printable(proposal.summary);
    step.proposal = event.sequence;
    step.us = waited_us;
    detail(proposal.proposer + ", " + counted(static_cast<uint64_t>(proposal.files), "file"));
  } else if (event.is<CheckEvent>()) {
    CheckResult result = CheckEvent::of(event).result;
    step.title = result.name;
    step.outcome = name_of(result.outcome);
    step.us = result.duration_ms * 1'000;
    detail(printable(result.detail));
  } else if (event.is<ReplyEvent>()) {
    ReplyEvent reply = ReplyEvent::of(event);
    step.title =
        reply.model.empty() ? printable(reply.why) : "answered in words by " + printable(reply.model);
    step.outcome = name_of(reply.status);
    std::string problems;
    for (const std::string& problem : reply.problems)
      problems += (problems.empty() ? "" : "; ") + printable(problem);
    detail(problems);
  } else if (event.is<OverrideEvent>()) {
    step.title = OverrideEvent::of(event).what;
  } else if (event.is<VerdictEvent>()) {
    VerdictEvent verdict = VerdictEvent::of(event);
    step.title = std::string(name_of(verdict.outcome)) + " by " +
                 (verdict.person.empty() ? verdict.by : verdict.person);
    step.outcome = name_of(verdict.outcome);
    step.us = waited_us;
    detail(printable(verdict.reason));
  } else if (event.is<AppliedEvent>()) {
    ApplyAction action = AppliedEvent::of(event).action;
    step.stage = name_of(action);
    step.title = action == ApplyAction::kApply ? "applied" : step.stage;
    step.us = waited_us;
  } else {
    return std::nullopt;
  }
  return step;
}

}  // namespace

Result<std::vector<Event>> events_about(Ledger& ledger, const Event& event) {
  std::vector<Event> events = {event};
  for (size_t i = 0; i < events.size(); ++i) {
    if (i > 0 && !events[i].is<ProposalEvent>() && !events[i].is<AppliedEvent>()) continue;
    ASSIGN_OR_RETURN(auto about, ledger.events({.about = events[i].sequence, .brief = true}));
    events.insert(events.end(), about.begin(), about.end());
  }
  events.erase(events.begin());
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.sequence < b.sequence; });
  return events;
}

Result<Tasks::Answer> Tasks::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  std::vector<Event> tasks;
  RETURN_IF_ERROR(
      ledger->for_each({.kinds = kinds_of<TaskEvent>(), .newest_first = true}, [&](const Event& task) {
        if (task.sequence < request.before) tasks.push_back(task);
        return tasks.size() < static_cast<size_t>(request.limit);
      }));
  Answer answer;
  EventNames names(*ledger);
  for (const Event& task : tasks) {
    ASSIGN_OR_RETURN(auto events, events_about(*ledger, task));
    ASSIGN_OR_RETURN(TaskState state, state_of_task(*ledger, task.sequence));
    TaskEvent asked = TaskEvent::of(task);
    TaskSteps::Total total;
    Row row{.task = task.sequence,
            .name = names.of(task.sequence),
            .text = asked.text,
            .level = asked.level,
            .at_us = task.at_us,
            .state = std::string(name_of(state))};
    for (const Event& event : events)
      if (event.is<CallEvent>()) {
        add(total, CallEvent::of(event));
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
  EventNames names(*ledger);
  ASSIGN_OR_RETURN(Sequence id, names.find(request.id));
  ASSIGN_OR_RETURN(Task task, load_task(*ledger, id));
  ASSIGN_OR_RETURN(Event event, ledger->event(id));
  ASSIGN_OR_RETURN(auto events, events_about(*ledger, event));
  events.insert(events.begin(), event);
  Answer answer{.task = task.id,
                .name = names.of(id),
                .text = task.text,
                .level = task.level,
                .scope = task.scope.texts(),
                .at_us = event.at_us};
  int64_t since_us = event.at_us;
  for (const Event& one : events) {
    auto step = step_of(one, since_us);
    if (!step) continue;
    if (one.is<CallEvent>()) add(answer.total, CallEvent::of(one));
    if (step->proposal) step->proposal_name = names.of(*step->proposal);
    since_us = one.at_us;
    answer.stages.push_back(std::move(*step));
  }
  answer.total.us = since_us - event.at_us;
  return answer;
}

}  // namespace suit::functions
