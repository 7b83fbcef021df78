#include "functions/trust_report.h"

#include "loop/workspace.h"
#include "trust/outcomes.h"

namespace suit::functions {
namespace {

Trust::Record shown(const TrustRecord& record, const TrustBar& bar) {
  Licence licence = licence_of(record, bar);
  return {.proposer = record.key.proposer,
          .version = record.key.version,
          .kind = record.key.kind,
          .size = std::string(name_of(record.key.size)),
          .clean = record.clean,
          .failed = record.failed,
          .clean_since_failure = record.clean_since_failure,
          .unread = record.unread,
          .licensed = record.licensed,
          .overridden = record.overridden,
          .log_e_value = log_e_value(record.clean, record.failed, bar.reliability),
          .reliability_shown = reliability_shown(record.clean, record.failed, bar.error_rate),
          .level = licence.level,
          .clean_needed = licence.clean_needed,
          .why = licence.why};
}

bool is_of_model(const std::string& proposer, const std::string& model) {
  return proposer == model || (proposer.size() > model.size() && proposer.ends_with("@" + model));
}

// Records the user's statement that a ledger is theirs. Only a person can give it.
Result<std::string> adopt(Session& session, Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kChange, watch));
  std::string why = workspace->origin().why;
  if (why.empty()) return std::string("the ledger is already your own");
  if (why.starts_with("git tracks"))
    return Error{ErrorCode::kDenied, why + ": anybody who can commit could change it",
                 "git rm --cached removes it from the index"};
  auto chosen = watch.answer(
      {foreign_text(*workspace) +
           "\nA ledger made by somebody else can allow autopilot for what they choose, and its undo can "
           "write what they choose. Is it yours?",
       {"no: keep it as history", "yes: count it as evidence"}});
  if (!chosen)
    return Error{ErrorCode::kDenied, "adopting a ledger needs a terminal: " + why,
                 "run `suit trust --adopt` there"};
  if (*chosen != 1) return Error{ErrorCode::kDenied, "nothing was changed"};
  RETURN_IF_ERROR(adopt_ledger(*workspace->ledger(), workspace->ledger_path()));
  return std::string("the ledger counts as evidence from its first event");
}

}  // namespace

Trust::Model shown(const ModelOutcome& one, double error_rate) {
  Trust::Model model{.model = one.model,
                     .kind = one.kind,
                     .tasks = one.tasks,
                     .accepted = one.accepted,
                     .edited = one.edited,
                     .unread = one.unread,
                     .rejected = one.rejected,
                     .failed = one.failed,
                     .undone = one.undone,
                     .open = one.open,
                     .unfit = one.unfit,
                     .answered = one.answered,
                     .reliability_shown = reliability_shown(one.clean, one.failures, error_rate),
                     .calls = one.spent.calls,
                     .tokens_in = one.spent.tokens_in,
                     .tokens_out = one.spent.tokens_out,
                     .money = one.spent.money};
  if (one.in_force() > 0) {
    model.money_per_accepted = one.cost_of_accepted();
    model.tokens_per_accepted = (model.tokens_in + model.tokens_out) / one.in_force();
  }
  return model;
}

Fields Trust::Record::fields() {
  return {{"proposer", proposer, ""},
          {"version", version, ""},
          {"kind", kind, "Kind of task"},
          {"size", size, "Size of the change: small, medium or large"},
          {"clean", clean, "Read and accepted as proposed; an edited one counts half"},
          {"failed", failed, "Rejected, failed a check, or undone"},
          {"clean_since_failure", clean_since_failure, ""},
          {"unread", unread, "Accepted unread: not evidence"},
          {"licensed", licensed, "Applied at autopilot: not evidence"},
          {"overridden", overridden, "Applied by --trust-me: not evidence"},
          {"log_e_value", log_e_value, "Evidence against being less reliable than required"},
          {"reliability_shown", reliability_shown, "Lower bound of the share of correct proposals"},
          {"level", level, "Highest allowed level"},
          {"clean_needed", clean_needed, "Clean verdicts still needed for autopilot"},
          {"why", why, ""}};
}

Fields Trust::Model::fields() {
  return {{"model", model, "Model, or the proposer if it uses none"},
          {"kind", kind, "Kind of task"},
          {"tasks", tasks, ""},
          {"accepted", accepted, "Accepted as proposed, after reading"},
          {"edited", edited, "Accepted after an edit, or in part"},
          {"unread", unread, "Accepted unread"},
          {"rejected", rejected, "Rejected by a person"},
          {"failed", failed, "Failed a check"},
          {"undone", undone, ""},
          {"open", open, "Pending or refused"},
          {"unfit", unfit, "Tasks with unusable answers"},
          {"answered", answered, "Tasks answered in words"},
          {"reliability_shown", reliability_shown, "Lower bound of the share of correct proposals"},
          {"calls", calls, ""},
          {"tokens_in", tokens_in, ""},
          {"tokens_out", tokens_out, ""},
          {"money", money, ""},
          {"money_per_accepted", money_per_accepted, "Cost per proposal accepted and not undone"},
          {"tokens_per_accepted", tokens_per_accepted, ""}};
}

Result<Trust::Answer> Trust::run(Session& session, const Request& request, Watch& watch) {
  if (!request.kind.empty() && !task_kind_from(request.kind))
    return Error{ErrorCode::kInvalid, "there is no kind of task " + request.kind, "docs/trust.md lists them"};
  Answer answer;
  if (request.adopt) {
    ASSIGN_OR_RETURN(answer.adopted, adopt(session, watch));
  }
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  const TrustBar& bar = workspace->settings().trust;
  answer.reliability = bar.reliability;
  answer.error_rate = bar.error_rate;
  answer.clean_needed = clean_needed(0, 0, bar);
  std::vector<ModelOutcome> outcomes;
  if (workspace->ledger()) {
    ASSIGN_OR_RETURN(auto records, read_trust(workspace->evidence()));
    for (const TrustRecord& record : records)
      if ((request.model.empty() || is_of_model(record.key.proposer, request.model)) &&
          (request.kind.empty() || record.key.kind == request.kind))
        answer.records.push_back(shown(record, bar));
    ASSIGN_OR_RETURN(outcomes, read_outcomes(workspace->evidence()));
    if (!workspace->origin().why.empty()) answer.foreign = foreign_text(*workspace);
  }
  std::erase_if(outcomes, [&](const ModelOutcome& one) {
    return (!request.model.empty() && one.model != request.model) ||
           (!request.kind.empty() && one.kind != request.kind);
  });
  for (const ModelOutcome& one : outcomes) answer.models.push_back(functions::shown(one, bar.error_rate));
  ModelOutcome sum = sum_of(outcomes, request.model, request.kind);
  answer.has_evidence = sum.clean + sum.failures > 0;
  answer.sum = functions::shown(sum, bar.error_rate);
  return answer;
}

}  // namespace suit::functions
