#include "functions/outcome.h"

#include "base/text.h"
#include "loop/conflicts.h"

namespace suit::functions {
namespace {

constexpr size_t kOutputShown = 4000;

}  // namespace

std::vector<Bytes> bytes_of(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

CheckAnswer shown_check(const CheckResult& result, std::string_view output) {
  CheckAnswer one{.name = result.name, .outcome = result.outcome, .duration_ms = result.duration_ms};
  if (!result.detail.empty()) one.detail = result.detail;
  if (!result.sandboxed) one.sandbox = false;
  if (!result.turned_green.empty()) one.turned_green = bytes_of(result.turned_green);
  if (const auto& ran = result.executed)
    one.executed = {static_cast<int64_t>(ran->lines), static_cast<int64_t>(ran->of), bytes_of(ran->missed)};
  if (!output.empty()) one.output = tail_of(output, kOutputShown);
  return one;
}

Result<TaskOutcome> shown_outcome(const LoopOutcome& outcome, Workspace& workspace) {
  TaskOutcome answer{.status = outcome.status, .task = outcome.task};
  if (outcome.task) answer.task_name = name_of_event(*workspace.ledger(), outcome.task);
  const Proposal& proposal = outcome.proposal;
  if (proposal.id) {
    answer.proposal = {proposal.id,
                       proposal.name,
                       proposal.proposer,
                       proposal.kind,
                       proposal.summary,
                       bytes_of(proposal.notes),
                       edits_of(proposal.edits)};
    answer.level = {outcome.level.asked, outcome.level.allowed, {}};
    for (const LevelCap& cap : outcome.level.caps) answer.level->caps.push_back(cap.why);
    answer.checks.emplace();
    for (const CheckResult& result : outcome.results) {
      std::string output;
      if (outcome.status == LoopStatus::kRefused && refuses(result.outcome)) {
        ASSIGN_OR_RETURN(output, content_of(*workspace.ledger(), result.output));
      }
      answer.checks->push_back(shown_check(result, output));
    }
    if (!outcome.unchecked.empty()) answer.unchecked = outcome.unchecked;
  }
  if (outcome.status == LoopStatus::kPending && !outcome.asks.empty()) answer.asks = bytes_of(outcome.asks);
  if (outcome.application) answer.application = outcome.application;
  switch (outcome.status) {
    case LoopStatus::kConflict:
      answer.conflicts = conflicts_of(outcome.conflicts);
      if (outcome.conflicts.empty()) break;
      if (auto kept = keep_both_sides(workspace.files(), outcome.conflicts, proposal.name))
        answer.kept = *kept;
      break;
    case LoopStatus::kUnanswered:
      answer.question = {outcome.question.text, outcome.question.choices};
      break;
    case LoopStatus::kDeclined:
      answer.declined = {outcome.declined.understood, outcome.declined.nearest, {}, {}};
      if (const auto& unfit = outcome.declined.unfit) {
        answer.declined->answers = unfit->answers;
        answer.declined->problems = bytes_of(unfit->problems);
      }
      break;
    case LoopStatus::kAnswered:
      answer.answer = {outcome.answered.text, outcome.answered.model};
      break;
    case LoopStatus::kRejected:
      answer.reason = outcome.reason;
      break;
    case LoopStatus::kApplied:
    case LoopStatus::kPending:
    case LoopStatus::kRefused:
    case LoopStatus::kShown:
      break;
  }
  return answer;
}

}  // namespace suit::functions
