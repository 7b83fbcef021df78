// What turns a task into a proposal. One interface for Software 1.0 (the mechanic), 2.0 and 3.0; the kernel knows
// nothing else of them.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "change/proposal.h"
#include "change/task.h"
#include "context/folder.h"

namespace suit {

// Why the last proposal for the same task did not do: what a check or policy said.
struct Reason {
  std::string source;  // the check or policy, such as "build" or "policy:scope"
  std::string text;    // its output, or the part that matters
};

// The proposer is not sure what is meant.
struct Question {
  std::string text;
  std::vector<std::string> choices;  // at least two; the answer is the index of one
};

// The proposer can't, and says so; it never guesses on a write.
struct Declined {
  std::string understood;  // what it made of the task, one sentence
  std::string nearest;     // the nearest thing that it can do, as a task text or an explanation
};

using Reply = std::variant<Proposal, Question, Declined>;

struct Request {
  const Task& task;
  Folder& folder;
  std::vector<Reason> reasons = {};   // newest last; empty at the first attempt
  std::vector<size_t> answers = {};   // to the questions asked so far, in order
};

class Proposer {
 public:
  virtual ~Proposer() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view version() const = 0;  // changes whenever its behaviour does: evidence is kept for each
  // Same request, same folder: same reply. Changes nothing.
  // Errors: kNotFound (a path, identifier or key that the task names is not there), kInvalid, kLimit, kIo …
  virtual Result<Reply> propose(const Request& request) = 0;
};

}  // namespace suit
