// Tasks: list them, and show the steps of one.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

// The events about a task, its proposals and their applications, in order, without edits.
Result<std::vector<Event>> events_about(Ledger& ledger, const Event& event);

struct Tasks {
  struct Request {
    int64_t limit = 50, before = INT64_MAX;
    Fields fields() {
      return {Field("limit", limit, "Maximum number of tasks").as("N").between(1, 500),
              Field("before", before, "Only tasks before this event number").as("N").between(0, INT64_MAX)};
    }
  };
  struct Row {
    int64_t task = 0;
    std::string name;
    Bytes text;
    Level level = Level::kChat;
    int64_t at_us = 0;
    std::string state;
    int64_t calls = 0, tokens_in = 0, tokens_out = 0;
    double money = 0;
    Fields fields() {
      return {{"task", task, "Event number"},
              {"name", name, "t3"},
              {"text", text, ""},
              {"level", level, ""},
              {"at_us", at_us, "Microseconds since 1970"},
              Field("state", state, "").one_of("open|pending|rejected|declined|answered|applied|taken_back"),
              {"calls", calls, "Model calls"},
              {"tokens_in", tokens_in, ""},
              {"tokens_out", tokens_out, ""},
              {"money", money, "In the currency of the settings"}};
    }
  };
  struct Answer {
    std::vector<Row> tasks;
    Fields fields() { return {{"tasks", tasks, "Newest first"}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct TaskSteps {
  using Request = Numbered;
  struct Step {
    static constexpr std::string_view kShape = "Step";
    std::string stage;
    int64_t event = 0, at_us = 0, us = 0;
    std::string title;
    std::optional<std::string> detail, outcome, proposal_name;
    std::optional<int64_t> proposal, tokens_in, tokens_cached, tokens_out;
    std::optional<double> money;
    Fields fields() {
      return {Field("stage", stage, "")
                  .one_of("task|level|call|proposal|check|override|verdict|reply|apply|undo|redo"),
              {"event", event, "Event number of the step"},
              {"at_us", at_us, "Microseconds since 1970"},
              {"us", us, "Duration in microseconds; 0: unknown"},
              {"title", title, ""},
              {"detail", detail, ""},
              {"outcome", outcome, ""},
              {"proposal", proposal, ""},
              {"proposal_name", proposal_name, "p3"},
              {"tokens_in", tokens_in, "Input tokens of a call"},
              {"tokens_cached", tokens_cached, ""},
              {"tokens_out", tokens_out, ""},
              {"money", money, ""}};
    }
  };
  struct Total {
    int64_t us = 0, tokens_in = 0, tokens_cached = 0, tokens_out = 0;
    double money = 0;
    Fields fields() {
      return {{"us", us, "Microseconds from the task to its last step"},
              {"tokens_in", tokens_in, ""},
              {"tokens_cached", tokens_cached, ""},
              {"tokens_out", tokens_out, ""},
              {"money", money, ""}};
    }
  };
  struct Answer {
    int64_t task = 0;
    std::string name;
    Bytes text;
    Level level = Level::kChat;
    std::vector<std::string> scope;
    int64_t at_us = 0;
    std::vector<Step> stages;
    Total total;
    Fields fields() {
      return {{"task", task, "Event number"},
              {"name", name, "t3"},
              {"text", text, ""},
              {"level", level, ""},
              {"scope", scope, "What it may change; empty: everything"},
              {"at_us", at_us, "Microseconds since 1970"},
              {"stages", stages, "Oldest first"},
              {"total", total, ""}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
