// Everything about one number: a task, proposal, check, verdict, application, question.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

struct Show {
  using Request = Numbered;
  struct About {
    LedgerEvent event;
    std::optional<Bytes> output, words, answer;
    std::optional<std::vector<std::string>> problems;
    Fields fields() {
      return {{"event", event, ""},
              {"output", output, "What a check printed"},
              {"words", words, "Of a reply: what the model said instead of a proposal"},
              {"answer", answer, "Of an answer: as text, with its sources"},
              {"problems", problems, "Of a reply: what was wrong with the model's answers"}};
    }
  };
  struct Answer {
    About itself;
    std::optional<std::vector<Edit>> edits;
    std::vector<Bytes> notes;
    std::vector<About> events;
    bool open = false;
    Fields fields() {
      return {{"itself", itself, ""},
              {"edits", edits, "Of a proposal or an application"},
              {"notes", notes, "Of a proposal: what a reviewer should know"},
              {"events", events, "Those about it, oldest first"},
              {"open", open, "It is a question without an answer"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
