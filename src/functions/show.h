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
              {"sent", sent, "Messages sent by a call"},
              {"said", said, "The model's answer to a call"},
              {"thinking", thinking, "The model's reasoning before the answer"},
              {"output", output, "Output of a check"},
              {"words", words, "Reply: the model's text instead of a proposal"},
              {"answer", answer, "Answer as text, with sources"},
              {"problems", problems, "Reply: problems of the model's answers"}};
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
              {"edits", edits, "Edits of a proposal or application"},
              {"notes", notes, "Notes of a proposal for the reviewer"},
              {"events", events, "Related events, oldest first"},
              {"open", open, "A question that has no answer yet"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
