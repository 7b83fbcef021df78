// The outcome of a task, for the caller.
#pragma once

#include "functions/shapes.h"
#include "loop/loop.h"
#include "verify/judge.h"

namespace suit {

namespace functions {

// The result of one check or policy.
struct CheckAnswer {
  static constexpr std::string_view kShape = "CheckResult";
  std::string name;
  Outcome outcome = Outcome::kPassed;
  int64_t duration_ms = 0;
  std::optional<Bytes> detail;
  std::optional<bool> sandbox;
  std::optional<Bytes> output;
  std::optional<std::vector<Bytes>> turned_green;
  struct Executed {
    static constexpr std::string_view kShape = "ExecutedLines";
    int64_t lines = 0, of = 0;
    std::vector<Bytes> missed;
    Fields fields() {
      return {{"lines", lines, "Changed lines with code that a check ran"},
              {"of", of, "Changed lines with code"},
              {"not", missed, "The others: path:line"}};
    }
  };
  std::optional<Executed> executed;
  Fields fields() {
    return {{"name", name, "Check name, or policy:NAME"},
            {"outcome", outcome,
             "failed_before: also fails on the unchanged folder; tampered: it passed, but not as its "
             "tests reported"},
            {"duration_ms", duration_ms, ""},
            {"detail", detail, "Reason, in one line"},
            {"sandbox", sandbox, "false: ran without a sandbox, as the settings allow"},
            {"output", output, "End of its output, if it refused the proposal"},
            {"turned_green", turned_green, "Tests that failed on the unchanged folder and pass"},
            {"executed", executed, "Which changed lines the checks ran"}};
  }
};
// `output`: all that it printed; the result keeps the end.
CheckAnswer shown_check(const CheckResult& result, std::string_view output = {});
std::vector<Bytes> bytes_of(const std::vector<std::string>& texts);

struct TaskOutcome {
  static constexpr std::string_view kShape = "Outcome";
  struct Proposed {
    int64_t id = 0;
    std::string name, proposer, kind;
    Bytes summary;
    std::vector<Bytes> notes;
    std::vector<Edit> files;
    Fields fields() {
      return {{"id", id, ""},
              {"name", name, "p3"},
              {"proposer", proposer, ""},
              {"kind", kind, "Kind of task"},
              {"summary", summary, ""},
              {"notes", notes, ""},
              {"files", files, ""}};
    }
  };
  struct LevelTaken {
    Level asked = Level::kComplete, allowed = Level::kComplete;
    std::vector<Bytes> caps;
    Fields fields() {
      return {
          {"asked", asked, ""}, {"allowed", allowed, ""}, {"caps", caps, "Why the allowed level is lower"}};
    }
  };
  struct Asked {
    Bytes text;
    std::vector<std::string> choices;
    Fields fields() { return {{"text", text, ""}, {"choices", choices, ""}}; }
  };
  struct NotDone {
    Bytes understood, nearest;
    std::optional<int64_t> answers;
    std::optional<std::vector<Bytes>> problems;
    Fields fields() {
      return {{"understood", understood, "How the task was understood"},
              {"nearest", nearest, "Nearest task that can be done"},
              {"answers", answers, "Unusable answers of the model"},
              {"problems", problems, "Problems of the last answer"}};
    }
  };
  struct Words {
    Bytes text;
    std::string model;
    Fields fields() { return {{"text", text, ""}, {"model", model, ""}}; }
  };

  LoopStatus status = LoopStatus::kPending;
  int64_t task = 0;
  std::optional<std::string> task_name;
  std::optional<Proposed> proposal;
  std::optional<LevelTaken> level;
  std::optional<std::vector<CheckAnswer>> checks;
  std::optional<std::string> unchecked;
  std::optional<std::vector<Bytes>> asks;
  std::optional<int64_t> application;
  std::optional<std::vector<Conflict>> conflicts;
  std::optional<Bytes> kept;
  std::optional<Asked> question;
  std::optional<NotDone> declined;
  std::optional<Words> answer;
  std::optional<Bytes> reason;
  Fields fields() {
    return {{"status", status, "answered: a model replied in words; shown: a dry run"},
            {"task", task, "Event number"},
            {"task_name", task_name, "t3"},
            {"proposal", proposal, "Latest proposal"},
            {"level", level, ""},
            {"checks", checks, "Results of checks and policies"},
            {"unchecked", unchecked, "Files that no check covers, and why"},
            {"asks", asks, "Why a person must decide at any level"},
            {"application", application, "Event number, if applied"},
            {"conflicts", conflicts, "Conflicting files; if empty, a merge can apply the proposal"},
            {"kept", kept, "Folder with both sides of each conflict"},
            {"question", question, "Question that nobody answered"},
            {"declined", declined, "Present if the task can't be done"},
            {"answer", answer, "The model's reply"},
            {"reason", reason, "Reason for the rejection"}};
  }
};
// Keeps both sides of conflicts in a folder (loop/conflicts.h). Errors: those of the ledger.
Result<TaskOutcome> shown_outcome(const LoopOutcome& outcome, Workspace& workspace);

}  // namespace functions
}  // namespace suit
