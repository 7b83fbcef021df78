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

// What somebody else's ledger would put back is shown whole, and asked about.
std::optional<Seen> ask(const TakingBack& taking, const std::string& word, Watch& watch) {
  auto chosen = watch.answer(
      {diff_of(taking.plan.edits) + "warning: " + taking.warning + "\n" + word + " it all the same?",
       {"leave everything as it is", word + " it"}});
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
          {"takes_back", takes_back, "The application that is taken back"},
          {"name", name, "Its proposal's: p3"},
          {"application", application, "The application that took it back; undo it to go the other way"},
          {"files", files, ""},
          {"diff", diff, "Of a dry run"},
          {"conflicts", conflicts, "Files left as they are"},
          {"kept", kept, "The folder that holds both sides of each conflict"},
          {"warning", warning, "What to know first, of a ledger that was made elsewhere"}};
}

Result<Undo::Answer> Undo::run(Session& session, const Request& request, Watch& watch) {
  return take_back_by(session, request, watch, HistoryDirection::kUndo);
}

Result<Redo::Answer> Redo::run(Session& session, const Request& request, Watch& watch) {
  return take_back_by(session, request, watch, HistoryDirection::kRedo);
}

}  // namespace suit::functions
