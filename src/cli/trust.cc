// suit trust: how reliable each proposer is at each kind of task, and how far it may go.
#include "cli/review_screen.h"
#include "cli/run.h"
#include "cli/terminal.h"
#include "kernel/as_json.h"

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
    return Error{ErrorCode::kDenied, why + ": whoever changes the repository could change it", "git rm --cached takes it out of the index"};
  if (!is_interactive() || options.common.json)
    return Error{ErrorCode::kDenied, "whether the ledger is yours is asked at a terminal: " + why, "run `suit trust --adopt` there"};
  std::printf("%s\n", foreign_text(workspace).c_str());
  auto chosen = ask_on_terminal({"If somebody else made it, it can license what they want, and its undo can write what they want. Is it yours?",
                                 {"no: it stays history", "yes: let it count"}});
  if (!chosen || *chosen != 1) {
    std::printf("nothing was changed\n");
    return 4;
  }
  RETURN_IF_ERROR(adopt_ledger(*workspace.ledger(), workspace.ledger_path()));
  std::printf("the ledger counts as evidence from its first event on\n");
  return 0;
}

}  // namespace

int run_trust(const TrustOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    if (options.adopt) return adopt(options);
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
    const TrustBar& bar = workspace.settings().trust;
    std::vector<TrustRecord> records;
    bool is_foreign = false;
    if (workspace.ledger()) {
      ASSIGN_OR_RETURN(records, read_trust(workspace.evidence()));
      is_foreign = !workspace.origin().why.empty();
    }
    if (options.common.json) {
      Json list = Json::array();
      for (const TrustRecord& record : records) list.push_back(json_of(record, bar));
      Json json = {{"reliability", bar.reliability}, {"error_rate", bar.error_rate}, {"records", std::move(list)}};
      if (is_foreign) json["foreign"] = workspace.origin().why;
      print_json(json);
      return 0;
    }
    std::printf("autopilot is allowed for a kind of task that is right more than %g%% of the time, at an error rate of %g%%\n",
                bar.reliability * 100, bar.error_rate * 100);
    if (is_foreign) std::printf("%s\n", foreign_text(workspace).c_str());
    if (records.empty()) {
      std::printf("no verdicts yet: %d clean ones in a row license it\n", clean_needed(0, 0, bar));
      return 0;
    }
    std::printf("%-12s %-20s %7s %7s %7s  %-10s %s\n", "proposer", "kind", "clean", "failed", "unread", "level", "");
    for (const TrustRecord& record : records) {
      Licence licence = licence_of(record, bar);
      std::printf("%-12s %-20s %7g %7g %7d  %-10s %s\n", (record.key.proposer + " " + record.key.version).c_str(),
                  printable(record.key.kind).c_str(), record.clean, record.failed, record.unread,
                  std::string(name_of(licence.level)).c_str(), licence.why.c_str());
    }
    return 0;
  });
}

}  // namespace suit
