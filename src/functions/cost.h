// The cost of models, from the ledger.
#pragma once

#include "functions/trust_report.h"

namespace suit::functions {

struct Cost {
  enum class By { kModel, kProgram, kTask, kDay, kKind };
  struct Request {
    By by = By::kModel;
    std::optional<EventId> task;
    Fields fields() {
      return {
          Field(
              "by", by,
              "Group by model, program, task, day or kind of task (kind: also the cost per accepted change)")
              .as("WHAT"),
          Field("task", task, "Only calls of this task").as("ID")};
    }
  };
  struct Group {
    std::string name;
    int64_t calls = 0, failed = 0, tokens_in = 0, tokens_cached = 0, tokens_out = 0;
    double money = 0;
    int64_t total_ms = 0;
    std::optional<int64_t> first_token_ms;
    std::optional<bool> estimated;
    Fields fields() {
      return {{"name", name, "Model, program, task or day"},
              {"calls", calls, ""},
              {"failed", failed, "Failed calls"},
              {"tokens_in", tokens_in, ""},
              {"tokens_cached", tokens_cached, ""},
              {"tokens_out", tokens_out, ""},
              {"money", money, ""},
              {"total_ms", total_ms, ""},
              {"first_token_ms", first_token_ms, "Average"},
              {"estimated", estimated, "Some counts are estimates: the provider reported none"}};
    }
  };
  struct Answer {
    By by = By::kModel;
    std::vector<Group> groups;
    Group total;
    std::vector<Trust::Model> kinds;
    Fields fields() {
      return {{"by", by, ""},
              {"groups", groups, ""},
              {"total", total, ""},
              {"kinds", kinds, "Outcomes and cost of proposals, by kind of task"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions

namespace suit {
template <>
struct EnumNames<functions::Cost::By> {
  static constexpr std::array<std::string_view, 5> names = {"model", "program", "task", "day", "kind"};
};
}  // namespace suit
