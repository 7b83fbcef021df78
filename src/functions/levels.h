// What each level may do, and what limits it for a task.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

struct Levels {
  struct Request {
    std::string task;
    std::vector<std::string> path;
    Fields fields() {
      return {Field("task", task, "Task to ask about").positional().as("TEXT"),
              Field("path", path, "File that the task would change").as("PATH")};
    }
  };
  struct Row {
    Level level = Level::kChat;
    std::string who_acts, who_watches, may_change;
    bool allowed = false;
    std::vector<Cap> caps;
    Fields fields() {
      return {{"level", level, ""},
              {"who_acts", who_acts, ""},
              {"who_watches", who_watches, ""},
              {"may_change", may_change, "What it may change without asking"},
              {"allowed", allowed, ""},
              {"caps", caps, ""}};
    }
  };
  struct Answer {
    Level highest = Level::kComplete;
    std::vector<Row> levels;
    std::optional<std::string> kind;
    Fields fields() {
      return {{"highest", highest, "Highest allowed level"},
              {"levels", levels, "Lowest first"},
              {"kind", kind, "Kind of the task, if known in advance"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
