#include "trust/outcomes.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "trust/reply_event.h"

namespace suit {
namespace {

constexpr const char* kNoProposal = "no proposal";

// The proposer of a program is named PROGRAM@MODEL.
std::string model_of(const std::string& proposer) {
  size_t at = proposer.find('@');
  return at == proposer.npos ? proposer : proposer.substr(at + 1);
}

std::string kind_of_standing(const ProposalStanding& standing) {
  return task_kind_from(standing.key.kind) ? standing.key.kind : "unknown";
}

void count(ModelOutcome& outcome, const ProposalStanding& standing) {
  bool decided = standing.decided > 0;
  if (standing.undone) {
    ++outcome.undone;
    ++outcome.failures;
  } else if (standing.rejected()) {
    ++(standing.verdict->by == "person" ? outcome.rejected : outcome.failed);
    ++outcome.failures;
  } else if (!decided || !standing.applied) {
    ++outcome.open;
  } else if (standing.manner() == ReviewManner::kAccepted) {
    ++outcome.accepted;
    ++outcome.clean;
  } else if (standing.manner() == ReviewManner::kEdited) {
    ++outcome.edited;
    outcome.clean += 0.5;
    outcome.failures += 0.5;
  } else {
    ++outcome.unread;
  }
}

size_t risk_of(const std::string& kind) {
  auto known = task_kind_from(kind);
  return known ? static_cast<size_t>(*known) : kTaskKindCount;
}

void add_spent(Spent& sum, const Spent& other) {
  sum.calls += other.calls;
  sum.failed += other.failed;
  sum.tokens_in += other.tokens_in;
  sum.tokens_cached += other.tokens_cached;
  sum.tokens_out += other.tokens_out;
  sum.money += other.money;
  sum.total_us += other.total_us;
  sum.first_token_us += other.first_token_us;
  sum.first_tokens += other.first_tokens;
  sum.estimated |= other.estimated;
}

}  // namespace

Result<std::vector<ModelOutcome>> read_outcomes(Ledger& ledger) {
  ASSIGN_OR_RETURN(std::vector<ProposalStanding> standings, read_standings(ledger));
  std::map<std::pair<std::string, std::string>, ModelOutcome> groups;
  auto group = [&](const std::string& model, const std::string& kind) -> ModelOutcome& {
    ModelOutcome& outcome = groups[{model, kind}];
    outcome.model = model;
    outcome.kind = kind;
    return outcome;
  };
  std::map<Sequence, std::pair<std::string, std::string>> group_of_task;  // by its last proposal
  for (const ProposalStanding& standing : standings) {
    std::pair key{model_of(standing.key.proposer), kind_of_standing(standing)};
    count(group(key.first, key.second), standing);
    if (standing.task) group_of_task[standing.task] = key;
  }
  for (const auto& [task, key] : group_of_task) ++group(key.first, key.second).tasks;
  std::map<Sequence, std::string> without_proposal;
  Ledger::Query calls{.kinds = kinds_of<CallEvent>(), .after = ledger.foreign_until(), .brief = true};
  RETURN_IF_ERROR(ledger.for_each(calls, [&](const Event& event) {
    if (!event.about || event.about <= ledger.foreign_until())
      return true;  // a dry run, or a task from elsewhere
    CallEvent call = CallEvent::of(event);
    auto known = group_of_task.find(event.about);
    bool proposed = known != group_of_task.end();
    ModelOutcome& outcome =
        proposed ? group(known->second.first, known->second.second) : group(call.model, kNoProposal);
    if (!proposed && without_proposal.emplace(event.about, call.model).second) ++outcome.tasks;
    outcome.spent.add(call);
    return true;
  }));
  Ledger::Query replies{.kinds = kinds_of<ReplyEvent>(), .after = ledger.foreign_until(), .brief = true};
  RETURN_IF_ERROR(ledger.for_each(replies, [&](const Event& event) {
    ReplyEvent reply = ReplyEvent::of(event);
    std::string model = reply.model.empty() ? model_of(reply.proposer) : reply.model;
    if (model.empty() || event.about <= ledger.foreign_until()) return true;  // not a model's
    ModelOutcome& outcome = group(model, kNoProposal);
    ++(reply.status == ReplyEvent::kAnswered ? outcome.answered : outcome.unfit);
    return true;
  }));
  std::vector<ModelOutcome> sorted;
  for (auto& [key, outcome] : groups) sorted.push_back(std::move(outcome));
  std::sort(sorted.begin(), sorted.end(), [](const ModelOutcome& a, const ModelOutcome& b) {
    return std::tuple(a.model, risk_of(a.kind), a.kind) < std::tuple(b.model, risk_of(b.kind), b.kind);
  });
  return sorted;
}

ModelOutcome sum_of(const std::vector<ModelOutcome>& outcomes, const std::string& model,
                    const std::string& kind) {
  ModelOutcome sum{.model = model, .kind = kind};
  for (const ModelOutcome& one : outcomes) {
    sum.tasks += one.tasks;
    sum.accepted += one.accepted;
    sum.edited += one.edited;
    sum.unread += one.unread;
    sum.rejected += one.rejected;
    sum.failed += one.failed;
    sum.undone += one.undone;
    sum.open += one.open;
    sum.unfit += one.unfit;
    sum.answered += one.answered;
    sum.clean += one.clean;
    sum.failures += one.failures;
    add_spent(sum.spent, one.spent);
  }
  return sum;
}

}  // namespace suit
