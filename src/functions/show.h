// Everything about a task, a proposal, or another event of the ledger.
#pragma once

#include "functions/calls.h"
#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

struct Show {
  using Request = Numbered;
  struct About {
    LedgerEvent event;
    std::optional<std::vector<Message>> sent;
    std::optional<Bytes> said, thinking, output, words, answer;
    std::optional<std::vector<std::string>> problems;
    Fields fields() {
      return {{"event", event, ""},
              {"sent", sent, "To the model, by a call"},
              {"said", said, "What the model answered to a call"},
              {"thinking", thinking, "Of the model, before it answered"},
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
              {"events", events, "Those about it, and about these, oldest first"},
              {"open", open, "It is a question without an answer"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
