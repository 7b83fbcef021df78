// suit trust: how reliable each proposer is at each kind of task, and how far it may go.
#include "cli/command.h"
#include "cli/review_screen.h"
#include "cli/terminal.h"
#include "functions/as_json.h"
#include "trust/outcomes.h"

namespace suit {
namespace {

// The user's word that a ledger is theirs. Nobody else can give it: no option does, and no program.
Result<int> adopt(const TrustOptions& options) {
  ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kChange));
  if (workspace.origin().why.empty()) {
    std::printf("the ledger is your own already\n");
    return 0;
  }
  std::string why = workspace.origin().why;
  if (why.starts_with("git tracks"))
    return Error{ErrorCode::kDenied, why + ": whoever changes the repository could change it",
                 "git rm --cached takes it out of the index"};
  if (!is_interactive() || options.common.json)
    return Error{ErrorCode::kDenied, "whether the ledger is yours is asked at a terminal: " + why,
                 "run `suit trust --adopt` there"};
  std::printf("%s\n", foreign_text(workspace).c_str());
  auto chosen =
      ask_on_terminal({"If somebody else made it, it can license what they want, and its undo can write what "
                       "they want. Is it yours?",
                       {"no: it stays history", "yes: let it count"}});
  if (!chosen || *chosen != 1) {
    std::printf("nothing was changed\n");
    return 4;
  }
  RETURN_IF_ERROR(adopt_ledger(*workspace.ledger(), workspace.ledger_path()));
  std::printf("the ledger counts as evidence from its first event on\n");
  return 0;
}

// Twenty places for what is shown for certain.
std::string bar_of(double share) {
  std::string bar(static_cast<size_t>(share * 20 + 0.5), '#');
  bar.resize(20, '.');
  return bar;
}

std::string percent_of(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f%%", share * 100);
  return text;
}

// "0.0123", or nothing where no change was accepted.
std::string money_of_accepted(const ModelOutcome& outcome) {
  if (outcome.in_force() == 0) return "–";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", outcome.cost_of_accepted());
  return text;
}

void print_outcome(const ModelOutcome& one, const TrustBar& bar) {
  double shown = reliability_shown(one.clean, one.failures, bar.error_rate);
  std::printf("%-20s %-14s %8d %8d %8d %8d %6s %s %11lld %10s\n", printable(one.model).c_str(),
              one.kind.c_str(), one.accepted + one.edited, one.rejected + one.failed, one.undone, one.unread,
              percent_of(shown).c_str(), bar_of(shown).c_str(),
              static_cast<long long>(one.spent.tokens_in + one.spent.tokens_out),
              money_of_accepted(one).c_str());
  if (one.unfit + one.answered > 0)
    std::printf("%-20s %d tasks whose answers did not fit, %d answered in words\n", "", one.unfit,
                one.answered);
}

// "How reliable is this model at bug fixes?", in a few sentences.
void print_answer(const ModelOutcome& one, const TrustBar& bar) {
  double shown = reliability_shown(one.clean, one.failures, bar.error_rate);
  std::string who = printable(one.model.empty() ? "all together" : one.model),
              what = one.kind.empty() ? "all kinds of task" : one.kind;
  std::printf("%s at %s: ", who.c_str(), what.c_str());
  if (one.clean + one.failures <= 0) {
    std::printf("nothing is known yet; each change that a person reads and decides on is evidence\n");
  } else {
    std::printf("right more than %s of the time, at an error rate of %g%%\n", percent_of(shown).c_str(),
                bar.error_rate * 100);
  }
  std::printf(
      "  %d accepted (%d of them after an edit), %d accepted unread, %d rejected, %d failed a check, %d "
      "undone, %d open\n",
      one.accepted + one.edited, one.edited, one.unread, one.rejected, one.failed, one.undone, one.open);
  if (one.spent.calls == 0) return;
  std::printf("  %lld calls, %lld tokens, %.4f in money for %d tasks",
              static_cast<long long>(one.spent.calls),
              static_cast<long long>(one.spent.tokens_in + one.spent.tokens_out), one.spent.money, one.tasks);
  if (one.in_force() > 0) std::printf(": %s for each accepted change", money_of_accepted(one).c_str());
  std::printf("\n");
}

void print_licences(const std::vector<TrustRecord>& records, const TrustBar& bar) {
  std::printf("%-20s %-22s %7s %7s %7s  %-10s %s\n", "proposer", "kind", "clean", "failed", "unread", "level",
              "");
  for (const TrustRecord& record : records) {
    Licence licence = licence_of(record, bar);
    std::printf("%-20s %-22s %7g %7g %7d  %-10s %s\n",
                printable(record.key.proposer + " " + record.key.version).c_str(),
                printable(kind_text(record.key)).c_str(), record.clean, record.failed, record.unread,
                std::string(name_of(licence.level)).c_str(), licence.why.c_str());
  }
}

bool is_of_model(const std::string& proposer, const std::string& model) {
  return proposer == model || (proposer.size() > model.size() && proposer.ends_with("@" + model));
}

}  // namespace

int run_trust(const TrustOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    if (options.adopt) return adopt(options);
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
    const TrustBar& bar = workspace.settings().trust;
    std::vector<TrustRecord> records;
    std::vector<ModelOutcome> outcomes;
    bool is_foreign = false;
    if (workspace.ledger()) {
      ASSIGN_OR_RETURN(records, read_trust(workspace.evidence()));
      ASSIGN_OR_RETURN(outcomes, read_outcomes(workspace.evidence()));
      is_foreign = !workspace.origin().why.empty();
    }
    std::erase_if(records, [&](const TrustRecord& one) {
      return (!options.model.empty() && !is_of_model(one.key.proposer, options.model)) ||
             (!options.kind.empty() && one.key.kind != options.kind);
    });
    std::erase_if(outcomes, [&](const ModelOutcome& one) {
      return (!options.model.empty() && one.model != options.model) ||
             (!options.kind.empty() && one.kind != options.kind);
    });
    if (options.csv) {
      std::fputs(csv_of(outcomes, bar.error_rate).c_str(), stdout);
      return 0;
    }
    if (options.common.json) {
      Json list = Json::array(), models = Json::array();
      for (const TrustRecord& record : records) list.push_back(json_of(record, bar));
      for (const ModelOutcome& outcome : outcomes) models.push_back(json_of(outcome, bar.error_rate));
      Json json = {{"reliability", bar.reliability},
                   {"error_rate", bar.error_rate},
                   {"records", std::move(list)},
                   {"models", std::move(models)}};
      if (is_foreign) json["foreign"] = workspace.origin().why;
      print_json(json);
      return 0;
    }
    if (is_foreign) std::printf("%s\n", foreign_text(workspace).c_str());
    if (!options.model.empty() || !options.kind.empty()) {
      print_answer(sum_of(outcomes, options.model, options.kind), bar);
      if (records.empty()) return 0;
      std::printf("\n");
    } else {
      std::printf(
          "autopilot is allowed for a kind of task that is right more than %g%% of the time, at an error "
          "rate of %g%%\n",
          bar.reliability * 100, bar.error_rate * 100);
      if (records.empty())
        std::printf("no verdicts yet: %d clean ones in a row license it\n", clean_needed(0, 0, bar));
    }
    if (!records.empty()) print_licences(records, bar);
    if (outcomes.empty()) return 0;
    std::printf("\n%-20s %-14s %8s %8s %8s %8s %6s %-20s %11s %10s\n", "model", "kind", "accepted",
                "rejected", "undone", "unread", "right", "more than", "tokens", "per change");
    for (const ModelOutcome& one : outcomes) print_outcome(one, bar);
    return 0;
  });
}

}  // namespace suit
