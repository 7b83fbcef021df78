// suit undo and suit redo.
#include "change/diff.h"
#include "cli/command.h"
#include "cli/review_screen.h"
#include "cli/terminal.h"
#include "loop/conflicts.h"
#include "loop/history.h"
#include "loop/loop.h"
#include "loop/taking_back.h"

namespace suit {

namespace {

void print_end(const ApplyOutcome& outcome, const UndoPlan& plan, const std::string& word, Sequence named) {
  std::string number = std::to_string(named);
  std::string text;
  if (!outcome.application) {
    text = "nothing was changed";
    if (!plan.edits.empty()) text += ". `suit " + word + " " + number + " --partial` takes back the rest";
  } else if (plan.edits.empty()) {
    text = word + " of " + number + " done: there was nothing to change, the files are as it would make them";
  } else {
    text = word + " of " + number + (outcome.conflicts.empty() ? " done" : " done in part") + ". `suit " +
           (word == "undo" ? "redo" : "undo") + "` takes that back";
    if (!outcome.conflicts.empty()) text += "; `suit " + word + " " + number + "` tries the rest again";
  }
  std::printf("%s\n", text.c_str());
}

// What somebody else's ledger would put back is shown whole, and asked about.
bool is_wanted(const TakingBack& taking, const char* word) {
  for_each_diff(taking.plan.edits,
                [](const EditDiff& one) { return std::fputs(colored_diff(one.text).c_str(), stdout) >= 0; });
  std::string text = paint(Color::kYellow, "warning:") + " " + printable(taking.warning);
  std::printf("%s\n", text.c_str());
  auto chosen = ask_on_terminal(
      {std::string(word) + " it all the same?", {"leave everything as it is", std::string(word) + " it"}});
  return chosen && *chosen == 1;
}

}  // namespace

int run_undo(const UndoOptions& options) {
  Stoppable stoppable(options.common);
  return guarded(options.common, [&]() -> Result<int> {
    const char* word = options.redo ? "redo" : "undo";
    WorkspaceMode mode = options.dry_run ? WorkspaceMode::kLook : WorkspaceMode::kChange;
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, mode));
    ASSIGN_OR_RETURN(Ledger * ledger, existing_ledger(workspace));
    std::optional<Sequence> id;
    if (options.id) id = options.id;
    ASSIGN_OR_RETURN(
        Sequence application,
        find_application(*ledger, id, options.redo ? HistoryDirection::kRedo : HistoryDirection::kUndo));
    // Named as the user named it; else by its proposal, as `suit status` does.
    Sequence named = options.id;
    if (!named) {
      ASSIGN_OR_RETURN(named, find_proposal(*ledger, application));
    }
    ASSIGN_OR_RETURN(TakingBack taking, plan_taking_back(workspace, application));
    const UndoPlan& plan = taking.plan;
    Json json = {{"takes_back", application}, {"named", named}, {"files", json_of_edit_list(plan.edits)}};
    if (!options.common.json) std::fputs(edit_list(plan.edits).c_str(), stdout);
    if (options.dry_run) {
      json["status"] = "shown";
      if (!taking.warning.empty()) json["warning"] = taking.warning;
      json["conflicts"] = json_of(plan.conflicts);
      if (options.common.json) {
        print_json(json);
      } else {
        if (!taking.warning.empty()) {
          for_each_diff(plan.edits, [](const EditDiff& one) {
            return std::fputs(colored_diff(one.text).c_str(), stdout) >= 0;
          });
          std::printf("warning: %s\n", printable(taking.warning).c_str());
        }
        std::printf("%sdry run: nothing was changed\n", conflict_lines(plan.conflicts).c_str());
      }
      return plan.conflicts.empty() ? 0 : 6;
    }
    Seen seen = Seen::kNo;
    if (!taking.warning.empty() && is_interactive() && !options.common.json) {
      if (!is_wanted(taking, word)) {
        std::printf("nothing was changed\n");
        return 4;
      }
      seen = Seen::kByAPerson;
    }
    ASSIGN_OR_RETURN(
        ApplyOutcome outcome,
        take_back(workspace, application, options.partial ? UndoExtent::kPartial : UndoExtent::kWhole, seen));
    (void)keep_within_bound(workspace);
    std::string kept;
    if (!outcome.conflicts.empty()) {
      ASSIGN_OR_RETURN(kept, keep_both_sides(workspace.files(), outcome.conflicts, named));
      json["conflicts"] = json_of(outcome.conflicts);
      json["kept"] = kept;
    }
    json["status"] = outcome.application ? "applied" : "conflict";
    if (outcome.application) json["application"] = outcome.application;
    if (options.common.json) {
      print_json(json);
    } else {
      if (!outcome.conflicts.empty())
        std::printf("%s: left as they are; both sides are in %s\n%s", paint(Color::kRed, "conflict").c_str(),
                    kept.c_str(), conflict_lines(outcome.conflicts).c_str());
      print_end(outcome, plan, word, named);
    }
    return outcome.conflicts.empty() ? 0 : 6;
  });
}

}  // namespace suit
