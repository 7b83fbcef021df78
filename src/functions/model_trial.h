// Tests that a model answers, and how fast.
#pragma once

#include "functions/function.h"

namespace suit::functions {

struct TriedModel {
  std::string name;
  bool offline = false;
  Fields fields() {
    return {Field("name", name, "Name of the model").required().positional().as("NAME"),
            {"offline", offline, "Open no connections"}};
  }
};

struct TestModel {
  using Request = TriedModel;
  struct Answer {
    Bytes text, answered_by;
    std::string finish;
    int64_t tokens_in = 0, tokens_out = 0, total_ms = 0;
    bool estimated = false;
    Fields fields() {
      return {{"text", text, "The model's answer"},
              {"answered_by", answered_by, "Model name reported by the provider"},
              {"finish", finish, "Why the answer ended"},
              {"tokens_in", tokens_in, ""},
              {"tokens_out", tokens_out, ""},
              {"total_ms", total_ms, ""},
              {"estimated", estimated, "Token counts are estimates: the provider reported none"}};
    }
  };
  // Makes one small call to that model, never to its fallbacks. Errors: those of OpenModel and of the call.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct BenchModel {
  using Request = TriedModel;
  struct Answer {
    double read_tokens_per_second = 0, write_tokens_per_second = 0;
    int64_t first_token_ms = 0;
    Fields fields() {
      return {{"read_tokens_per_second", read_tokens_per_second, ""},
              {"write_tokens_per_second", write_tokens_per_second, "Median of three calls"},
              {"first_token_ms", first_token_ms, ""}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
