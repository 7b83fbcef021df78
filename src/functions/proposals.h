// Proposals: list the pending ones, show one, its units, both sides of a file; set marks.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

struct Proposals {
  struct Request {
    Fields fields() { return {}; }
  };
  struct Row {
    int64_t id = 0, task = 0;
    std::string name;
    Bytes summary;
    std::string proposer, kind;
    int64_t at_us = 0, files = 0;
    Bytes text;
    std::optional<int64_t> run;
    Fields fields() {
      return {{"id", id, "Event number"},
              {"name", name, "p3"},
              {"task", task, "Its task"},
              {"summary", summary, ""},
              {"proposer", proposer, ""},
              {"kind", kind, "Kind of task"},
              {"at_us", at_us, "Microseconds since 1970"},
              {"files", files, "Number of changed files"},
              {"text", text, "Text of the task"},
              {"run", run, "Run that has it under review"}};
    }
  };
  struct Answer {
    std::vector<Row> proposals;
    Fields fields() { return {{"proposals", proposals, "Oldest first"}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

// A person's decision on a unit.
struct UnitDecision {
  static constexpr std::string_view kShape = "Mark";
  int64_t unit = 0;
  Mark mark = Mark::kUndecided;
  std::optional<Bytes> reason, text;
  Fields fields() {
    return {Field("unit", unit, "").required(), Field("mark", mark, "").required(),
            Field("reason", reason, "Reason for a rejection"),
            Field("text", text, "The unit as a unified hunk, with the person's lines as + lines")};
  }
};
std::vector<UnitDecision> decisions_of(const std::map<size_t, UnitMark>& marks);

struct ShowProposal {
  using Request = Numbered;
  struct CheckRow {
    static constexpr std::string_view kShape = "CheckRow";
    int64_t event = 0;
    std::string name, outcome;
    int64_t duration_ms = 0;
    std::optional<Bytes> detail;
    std::optional<bool> sandbox;
    bool output = false;
    Fields fields() {
      return {{"event", event, "Event that holds its output"},
              {"name", name, ""},
              Field("outcome", outcome, "failed_before: also fails on the unchanged folder")
                  .one_of("passed|failed|failed_before"),
              {"duration_ms", duration_ms, ""},
              {"detail", detail, ""},
              {"sandbox", sandbox, "false: ran without a sandbox"},
              {"output", output, "It printed output"}};
    }
  };
  struct Answer {
    static constexpr std::string_view kShape = "Proposal";
    int64_t id = 0, task = 0;
    std::string name, task_name;
    Bytes text;
    Level level = Level::kChat;
    std::vector<std::string> scope;
    std::string proposer, version, kind;
    Bytes summary;
    std::vector<Bytes> notes;
    int64_t at_us = 0;
    std::string state;
    std::optional<std::string> reason;
    std::vector<std::string> asks;
    std::vector<Cap> caps;
    std::vector<CheckRow> checks;
    int64_t units = 0, revision = 0;
    std::vector<ProposalFile> files;
    std::vector<UnitDecision> marks;
    std::optional<int64_t> amends, run;
    Fields fields();
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct Units {
  struct Request {
    EventId id = 0;
    int64_t first = 0, count = 100;
    Fields fields() {
      return {Field("id", id, "The proposal").required().positional().as("ID"),
              Field("first", first, "First unit, from 0").as("N").between(0, INT64_MAX),
              Field("count", count, "Maximum number of units").as("N").between(1, 500)};
    }
  };
  struct Answer {
    std::vector<ProposalUnit> units;
    Fields fields() { return {{"units", units, ""}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct Sides {
  struct Request {
    EventId id = 0;
    int64_t file = 0;
    Fields fields() {
      return {Field("id", id, "The proposal").required().positional().as("ID"),
              Field("file", file, "File index, from 0").as("N").between(0, INT64_MAX)};
    }
  };
  using Answer = ProposalSides;
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct MarkUnits {
  struct Request {
    EventId id = 0;
    int64_t revision = 0;
    std::vector<UnitDecision> marks;
    Fields fields() {
      return {Field("id", id, "The proposal").required().positional().as("ID"),
              Field("revision", revision, "Newest mark that you saw; later marks are not overwritten")
                  .required()
                  .as("N"),
              Field("marks", marks, "").required().as("JSON")};
    }
  };
  struct Answer {
    int64_t revision = 0;
    std::optional<std::string> conflict;
    std::vector<UnitDecision> marks;
    Fields fields() {
      return {{"revision", revision, "Event number of the newest mark"},
              {"conflict", conflict, "Nothing was marked: somebody else marked one of the units"},
              {"marks", marks, "Current marks; after a conflict all of them"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
