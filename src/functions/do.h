// The functions that run the loop: do, fix, resume, review.
#pragma once

#include "functions/function.h"
#include "functions/outcome.h"

namespace suit::functions {

// The options of both do and fix.
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

// Resumes a task that was interrupted or whose proposal was rejected.
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

// Reviews a pending proposal: verifies it again, asks for a decision, applies it.
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

// The decision that a proposal's marks amount to. `undecided`: "accept" or "leave_out" the units without a
// mark; the marks that this sets are recorded.
// Errors: kInvalid (units without a mark; nothing is accepted), kDenied (an unread proposal from somebody
// else's ledger).
Result<Decision> decision_of_marks(Session& session, Workspace& workspace, Sequence proposal,
                                   const std::optional<std::string>& undecided);

}  // namespace suit::functions
