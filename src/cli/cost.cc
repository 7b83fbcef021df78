// suit cost: what models cost, as the ledger has it.
#include <map>

#include "base/clock.h"
#include "cli/command.h"
#include "trust/outcomes.h"

namespace suit {
namespace {

Json json_of(const Spent& spent) {
  Json json = {{"calls", spent.calls},
               {"failed", spent.failed},
               {"tokens_in", spent.tokens_in},
               {"tokens_cached", spent.tokens_cached},
               {"tokens_out", spent.tokens_out},
               {"money", spent.money},
               {"total_ms", spent.total_us / 1000}};
  if (spent.first_tokens > 0) json["first_token_ms"] = spent.first_token_us / spent.first_tokens / 1000;
  if (spent.estimated) json["estimated"] = true;
  return json;
}

void print_row(const std::string& name, const Spent& spent) {
  std::string first =
      spent.first_tokens > 0 ? std::to_string(spent.first_token_us / spent.first_tokens / 1000) : "–";
  std::printf("%-24s %7lld %7lld %11lld %11lld %11lld%s %9s %10.1f %10.4f\n", name.c_str(),
              static_cast<long long>(spent.calls), static_cast<long long>(spent.failed),
              static_cast<long long>(spent.tokens_in), static_cast<long long>(spent.tokens_cached),
              static_cast<long long>(spent.tokens_out), spent.estimated ? "~" : " ", first.c_str(),
              static_cast<double>(spent.total_us) / 1e6, spent.money);
}

// What an accepted change cost, by model and kind of task.
Result<int> cost_by_kind(Workspace& workspace, const CostOptions& options) {
  std::vector<ModelOutcome> outcomes;
  if (workspace.ledger()) {
    ASSIGN_OR_RETURN(outcomes, read_outcomes(workspace.evidence()));
  }
  std::erase_if(outcomes, [](const ModelOutcome& one) { return one.spent.calls == 0; });
  if (options.common.json) {
    Json list = Json::array();
    for (const ModelOutcome& one : outcomes)
      list.push_back(json_of(one, workspace.settings().trust.error_rate));
    print_json({{"by", options.by}, {"groups", std::move(list)}});
    return 0;
  }
  if (outcomes.empty()) {
    std::printf("no model was called here\n");
    return 0;
  }
  std::printf("%-20s %-14s %6s %9s %7s %11s %10s %11s %10s\n", "model", "kind", "tasks", "accepted", "calls",
              "tokens", "money", "tokens per", "money per");
  for (const ModelOutcome& one : outcomes) {
    int64_t tokens = one.spent.tokens_in + one.spent.tokens_out;
    std::string each = "–", money = "–";
    if (one.in_force() > 0) {
      char text[32];
      std::snprintf(text, sizeof text, "%.4f", one.cost_of_accepted());
      money = text;
      each = std::to_string(tokens / one.in_force());
    }
    std::printf("%-20s %-14s %6d %9d %7lld %11lld %10.4f %11s %10s\n", printable(one.model).c_str(),
                one.kind.c_str(), one.tasks, one.in_force(), static_cast<long long>(one.spent.calls),
                static_cast<long long>(tokens), one.spent.money, each.c_str(), money.c_str());
  }
  std::printf("the last two: for each change that was accepted and not undone\n");
  return 0;
}

}  // namespace

int run_cost(const CostOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
    if (options.by == "kind") return cost_by_kind(workspace, options);
    std::map<std::string, Spent> groups;
    Spent total;
    if (Ledger* ledger = workspace.ledger()) {
      Ledger::Query query{.kinds = kinds_of<CallEvent>()};
      if (options.task > 0) query.about = options.task;
      RETURN_IF_ERROR(ledger->for_each(query, [&](const Event& event) {
        CallEvent call = CallEvent::of(event);
        std::string key = options.by == "task"
                              ? (event.about ? "task " + std::to_string(event.about) : "no task")
                          : options.by == "day"   ? utc_text(event.at_us).substr(0, 10)
                          : options.by == "model" ? call.model
                                                  : call.program;
        groups[key].add(call);
        total.add(call);
        return true;
      }));
    }
    if (options.common.json) {
      Json list = Json::array();
      for (auto& [key, spent] : groups) {
        Json one = json_of(spent);
        one[options.by] = key;
        list.push_back(std::move(one));
      }
      print_json({{"by", options.by}, {"groups", std::move(list)}, {"total", json_of(total)}});
      return 0;
    }
    if (total.calls == 0) {
      std::printf("no model was called here\n");
      return 0;
    }
    std::printf("%-24s %7s %7s %11s %11s %11s  %9s %10s %10s\n", options.by.c_str(), "calls", "failed",
                "tokens in", "cached", "tokens out", "first ms", "seconds", "money");
    for (auto& [key, spent] : groups) print_row(printable(key), spent);
    if (groups.size() > 1) print_row("all", total);
    if (total.estimated) std::printf("~ some of these tokens are estimates: the provider gave no figures\n");
    return 0;
  });
}

}  // namespace suit
