#include "functions/undo.h"

#include "change/diff.h"
#include "loop/conflicts.h"
#include "loop/history.h"
#include "loop/loop.h"
#include "loop/taking_back.h"

namespace suit::functions {
namespace {

constexpr size_t kDiffBytesMax = 2u << 20;

std::string diff_of(const std::vector<FileEdit>& edits) {
  std::string diff;
  for_each_diff(edits, [&](const EditDiff& one) {
    diff += one.text;
    return diff.size() < kDiffBytesMax;
  });
  return diff;
}

// Shows all of what another person's ledger would restore, and asks.
std::optional<Seen> ask(const TakingBack& taking, const std::string& word, Watch& watch) {
  auto chosen =
      watch.answer({diff_of(taking.plan.edits) + "warning: " + taking.warning + "\n" + word + " it anyway?",
                    {"change nothing", word + " it"}});
  if (!chosen) return Seen::kNo;
  return *chosen == 1 ? std::optional(Seen::kByAPerson) : std::nullopt;
}

Result<Undo::Answer> take_back_by(Session& session, const Undo::Request& request, Watch& watch,
                                  HistoryDirection direction) {
  std::string word = direction == HistoryDirection::kRedo ? "redo" : "undo";
  WorkspaceMode mode = request.dry_run ? WorkspaceMode::kLook : WorkspaceMode::kChange;
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(mode, watch));
  ASSIGN_OR_RETURN(Ledger * record, session.record(watch));
  Ledger& ledger = *record;
  ASSIGN_OR_RETURN(Sequence application, find_application(ledger, request.id, direction));
  ASSIGN_OR_RETURN(Sequence proposal, find_proposal(ledger, application));
  Undo::Answer answer{.takes_back = application, .name = name_of_event(ledger, proposal)};
  ASSIGN_OR_RETURN(TakingBack taking, plan_taking_back(*workspace, application));
  answer.files = edits_of(taking.plan.edits);
  answer.conflicts = conflicts_of(taking.plan.conflicts);
  if (!taking.warning.empty()) answer.warning = taking.warning;
  if (request.dry_run) {
    answer.diff = diff_of(taking.plan.edits);
    return answer;
  }
  Seen seen = Seen::kNo;
  if (!taking.warning.empty()) {
    auto said = ask(taking, word, watch);
    if (!said) {
      answer.status = Undo::Outcome::kDeclined;
      return answer;
    }
    seen = *said;
  }
  UndoExtent extent = request.partial ? UndoExtent::kPartial : UndoExtent::kWhole;
  ASSIGN_OR_RETURN(ApplyOutcome outcome, take_back(*workspace, application, extent, seen));
  (void)keep_within_bound(*workspace);
  answer.status = outcome.application ? Undo::Outcome::kApplied : Undo::Outcome::kConflict;
  if (outcome.application) answer.application = outcome.application;
  answer.conflicts = conflicts_of(outcome.conflicts);
  if (!outcome.conflicts.empty()) {
    ASSIGN_OR_RETURN(answer.kept, keep_both_sides(workspace->files(), outcome.conflicts, answer.name));
  }
  return answer;
}

}  // namespace

Fields Undo::Answer::fields() {
  return {{"status", status, "shown: a dry run; declined: a person said no"},
          {"takes_back", takes_back, "Application that is undone"},
          {"name", name, "Proposal name, such as p3"},
          {"application", application,
           "Event number of this undo or redo; pass it to redo or undo to reverse it"},
          {"files", files, ""},
          {"diff", diff, "Diff of a dry run"},
          {"conflicts", conflicts, "Files left unchanged"},
          {"kept", kept, "Folder with both sides of each conflict"},
          {"warning", warning, "Warning about a ledger made elsewhere"}};
}

Result<Undo::Answer> Undo::run(Session& session, const Request& request, Watch& watch) {
  return take_back_by(session, request, watch, HistoryDirection::kUndo);
}

Result<Redo::Answer> Redo::run(Session& session, const Request& request, Watch& watch) {
  return take_back_by(session, request, watch, HistoryDirection::kRedo);
}

}  // namespace suit::functions
