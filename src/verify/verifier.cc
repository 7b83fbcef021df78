#include "verify/verifier.h"

#include "verify/check_event.h"

namespace suit {

Result<void> Verifier::record(const Proposal& proposal, const CheckResult& result,
                              const std::string& output) {
  // From here to the append the ledger is locked against other processes.
  if (result.output) RETURN_IF_ERROR(ledger_.keep(*result.output, output));
  RETURN_IF_ERROR(ledger_.append(CheckEvent{.result = result}, proposal.id));
  return {};
}

Result<std::variant<Verified, Refused>> Verifier::verify(Proposal proposal, const Task& task, Watch& watch) {
  using Verdict = std::variant<Verified, Refused>;
  Judge judge({.rules = rules_,
               .checks = checks_,
               .sandbox = sandbox_,
               .mutant_maker = mutant_maker_,
               .remembers_refusals = true,
               .files = &files_});
  auto keep = [&](const CheckResult& result, const std::string& output) -> Result<void> {
    bool is_policy = result.name.starts_with("policy:");
    return is_policy && !refuses(result.outcome) ? Result<void>() : record(proposal, result, output);
  };
  auto judged = judge.judge(proposal, task, watch, keep);
  if (!judged) {
    Error error = judged.error();
    if (error.code == ErrorCode::kCancelled) error.hint = "`suit status` shows what is pending";
    return error;
  }
  Judgement& judgement = *judged;
  for (const std::string& note : judgement.notes) watch.remark(note);
  if (judgement.refused) return Verdict(Refused{std::move(judgement.results), judgement.by_check});
  return Verdict(Verified(std::move(proposal), std::move(judgement.results), std::move(judgement.ask_reasons),
                          judgement.must_be_read));
}

}  // namespace suit
