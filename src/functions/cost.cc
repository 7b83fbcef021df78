#include "functions/cost.h"

#include <map>

#include "base/clock.h"
#include "model/call_event.h"

namespace suit::functions {
namespace {

Cost::Group shown(const std::string& name, const Spent& spent) {
  Cost::Group group{.name = name,
                    .calls = spent.calls,
                    .failed = spent.failed,
                    .tokens_in = spent.tokens_in,
                    .tokens_cached = spent.tokens_cached,
                    .tokens_out = spent.tokens_out,
                    .money = spent.money,
                    .total_ms = spent.total_us / 1000};
  if (spent.first_tokens > 0) group.first_token_ms = spent.first_token_us / spent.first_tokens / 1000;
  if (spent.estimated) group.estimated = true;
  return group;
}

std::string group_of(const Event& event, const CallEvent& call, Cost::By by, EventNames& names) {
  if (by == Cost::By::kTask) return event.about ? "task " + names.of(event.about) : "no task";
  if (by == Cost::By::kDay) return utc_text(event.at_us).substr(0, 10);
  return by == Cost::By::kModel ? call.model : call.program;
}

}  // namespace

Result<Cost::Answer> Cost::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  Answer answer{.by = request.by};
  Spent total;
  std::map<std::string, Spent> groups;
  if (Ledger* ledger = workspace->ledger()) {
    EventNames names(*ledger);
    Ledger::Query query{.kinds = kinds_of<CallEvent>()};
    if (request.task) {
      ASSIGN_OR_RETURN(query.about, names.find(*request.task));
    }
    RETURN_IF_ERROR(ledger->for_each(query, [&](const Event& event) {
      CallEvent call = CallEvent::of(event);
      if (request.by != By::kKind) groups[group_of(event, call, request.by, names)].add(call);
      total.add(call);
      return true;
    }));
    if (request.by == By::kKind) {
      ASSIGN_OR_RETURN(auto outcomes, read_outcomes(workspace->evidence()));
      for (const ModelOutcome& one : outcomes)
        if (one.spent.calls > 0)
          answer.kinds.push_back(functions::shown(one, workspace->settings().trust.error_rate));
    }
  }
  for (const auto& [name, spent] : groups) answer.groups.push_back(shown(name, spent));
  answer.total = shown("all", total);
  return answer;
}

}  // namespace suit::functions
