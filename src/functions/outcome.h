// What a task came to, for whoever asked.
#pragma once

#include "functions/shapes.h"
#include "loop/loop.h"
#include "verify/judge.h"

namespace suit {

namespace functions {

// What one check or policy said.
struct CheckAnswer {
  static constexpr std::string_view kShape = "CheckResult";
  std::string name;
  Outcome outcome = Outcome::kPassed;
  int64_t duration_ms = 0;
  std::optional<Bytes> detail;
  std::optional<bool> sandbox;
  std::optional<Bytes> output;
  Fields fields() {
    return {{"name", name, "A check's, or policy:NAME"},
            {"outcome", outcome, "failed_before: it fails on the unchanged folder too"},
            {"duration_ms", duration_ms, ""},
            {"detail", detail, "Why, in one line"},
            {"sandbox", sandbox, "false: it ran without one, as the settings allow"},
            {"output", output, "The end of what it printed, where it refused the proposal"}};
  }
};
// `output`: what it printed, of which the end is shown.
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
              {"kind", kind, "Of task"},
              {"summary", summary, ""},
              {"notes", notes, ""},
              {"files", files, ""}};
    }
  };
  struct LevelTaken {
    Level asked = Level::kComplete, allowed = Level::kComplete;
    std::vector<Bytes> caps;
    Fields fields() {
      return {{"asked", asked, ""}, {"allowed", allowed, ""}, {"caps", caps, "Why it is lower"}};
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
      return {{"understood", understood, "What it made of the task"},
              {"nearest", nearest, "The nearest that can be done"},
              {"answers", answers, "Of a model, none of which could be used"},
              {"problems", problems, "Of the last answer"}};
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
    return {{"status", status, "answered: a model answered in words; shown: a dry run"},
            {"task", task, "Its number"},
            {"task_name", task_name, "t3"},
            {"proposal", proposal, "The last one"},
            {"level", level, ""},
            {"checks", checks, "And policies"},
            {"unchecked", unchecked, "Files that no check covers, and why"},
            {"asks", asks, "Why a person must decide, whatever the level"},
            {"application", application, "Its number, where it was applied"},
            {"conflicts", conflicts, "Files that changed meanwhile; none of them: a merge carries it over"},
            {"kept", kept, "The folder that holds both sides of each conflict"},
            {"question", question, "Nobody answered it"},
            {"declined", declined, "It can't be done"},
            {"answer", answer, "A model's words"},
            {"reason", reason, "Why a person rejected it"}};
  }
};
// Keeps both sides of conflicts in a folder (loop/conflicts.h). Errors: those of the ledger.
Result<TaskOutcome> shown_outcome(const LoopOutcome& outcome, Workspace& workspace);

}  // namespace functions
}  // namespace suit
