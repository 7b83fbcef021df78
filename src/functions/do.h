// The ways into the loop: a task in words, or the search for a repair.
#pragma once

#include "functions/function.h"
#include "functions/outcome.h"

namespace suit::functions {

// The options that both take.
struct TaskOptions {
  std::vector<std::string> scope, check;
  bool yes = false, dry_run = false;
};

struct Do {
  struct Request : TaskOptions {
    Bytes task;
    std::optional<Level> level;
    std::optional<std::string> model;
    bool no_checks = false, trust_me = false, offline = false;
    Fields fields();
  };
  using Answer = TaskOutcome;
  static Result<void> check(Session& session, const Request& request);
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct Fix {
  struct Request : TaskOptions {
    std::optional<std::string> budget;
    std::optional<int64_t> candidates;
    Fields fields();
  };
  using Answer = TaskOutcome;
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

// Goes on with a task that was cut short, or whose proposal was rejected.
struct Resume {
  struct Request {
    std::optional<EventId> id;
    std::optional<std::string> model;
    bool offline = false, yes = false;
    Fields fields();
  };
  using Answer = TaskOutcome;
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

// Takes up a pending proposal: verifies it again, has it decided, applies it.
struct Review {
  struct Request {
    std::optional<EventId> id;
    bool accept = false, yes = false, marked = false;
    std::optional<Bytes> reject;
    std::optional<std::string> undecided;
    bool merge = false, no_checks = false;
    Fields fields();
  };
  using Answer = TaskOutcome;
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

// What the marks on a proposal's units come to. `undecided`: "accept" or "leave_out" the units without one.
// Marks that this gives are recorded.
// Errors: kInvalid (units without a mark; nothing is accepted), kDenied (somebody else's proposal that nobody
// read).
Result<Decision> decision_of_marks(Session& session, Workspace& workspace, Sequence proposal,
                                   const std::optional<std::string>& undecided);

}  // namespace suit::functions
