// A model call: what was sent and what came back.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"
#include "model/call_event.h"

namespace suit::functions {

struct Message {
  static constexpr std::string_view kShape = "Message";
  std::string role;
  Bytes text;
  Fields fields() { return {{"role", role, ""}, {"text", text, "As sent, with secrets masked"}}; }
};

// The texts of a call that retention still keeps.
struct CallTexts {
  std::vector<Message> sent;
  std::optional<Bytes> said, thinking;
};
// Errors: those of the ledger, except kNotFound.
Result<CallTexts> texts_of(Ledger& ledger, const CallEvent& call);

struct ModelCall {
  using Request = Numbered;
  struct Part {
    static constexpr std::string_view kShape = "Part";
    Bytes name;
    std::string kind;
    int64_t tokens = 0;
    std::optional<Bytes> why;
    std::optional<std::string> lines;
    Fields fields() {
      return {{"name", name, ""},
              {"kind", kind, "program, task, file, listing, notes, check, conversation"},
              {"tokens", tokens, ""},
              {"why", why, "Reason for including it"},
              {"lines", lines, "Line ranges of a file"}};
    }
  };
  struct Answer {
    std::string model, program;
    int64_t at_us = 0, us = 0, tokens_in = 0, tokens_cached = 0, tokens_out = 0;
    bool estimated = false;
    double money = 0;
    std::optional<std::string> failure;
    std::vector<Part> parts;
    std::vector<Bytes> left_out;
    std::vector<Message> messages;
    std::optional<Bytes> answer, thinking;
    Fields fields() {
      return {{"model", model, "Model name"},
              {"program", program, "Prompt program"},
              {"at_us", at_us, "Microseconds since 1970"},
              {"us", us, "Duration in microseconds"},
              {"tokens_in", tokens_in, ""},
              {"tokens_cached", tokens_cached, ""},
              {"tokens_out", tokens_out, ""},
              {"estimated", estimated, "Token counts are estimates: the provider reported none"},
              {"money", money, ""},
              {"failure", failure, ""},
              {"parts", parts, "Token count of each part of the context"},
              {"left_out", left_out, "Paths that did not fit"},
              {"messages", messages, "Messages sent"},
              {"answer", answer, ""},
              {"thinking", thinking, ""}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
