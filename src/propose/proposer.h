// Turns a task into a proposal. The only interface of the kernel to the mechanic, repair and the programs.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "change/proposal.h"
#include "change/task.h"
#include "change/watch.h"
#include "context/offer.h"
#include "folder/folder.h"
#include "sandbox/sandbox.h"
#include "verify/check.h"

namespace suit {

// Why a proposal for the same task was not accepted: what a check, a policy or the person said.
struct Reason {
  enum class By { kProgram, kPerson };
  std::string source;  // the check or policy, such as "build" or "policy:scope"; "person"
  std::string text;    // its output, or the part that matters; the person's words
  By by = By::kProgram;
  std::string difference = {};  // what the proposal would have changed, or the beginning of it; may be empty
};

// A model answered, but no proposal could be made from it.
struct Unfit {
  std::string proposer, version, kind;  // as a proposal has them
  int answers = 0;
  std::vector<std::string> problems = {};  // of the last answer, one line each, for the person
};

// The proposer can't handle the task; it never guesses on a write.
struct Declined {
  std::string understood;  // its reading of the task, one sentence
  std::string nearest;     // the nearest task it can do, as a task text or an explanation
  std::optional<Unfit> unfit = {};
  // The text's similarity to one that it understands, to compare refusals; SIZE_MAX: it understood the text.
  size_t nearness = SIZE_MAX;
};

// A model answered in words without edits: an explanation, or that nothing needs to be changed.
struct Answered {
  std::string text;  // the model's own words, without its thinking
  std::string model;
};

using Reply = std::variant<Proposal, Question, Declined, Answered>;

// Runs the folder's checks on edits before they are a proposal, in the sandbox; nothing is applied or
// recorded.
class ScratchChecks {
 public:
  virtual ~ScratchChecks() = default;
  virtual std::vector<std::string> names() const = 0;
  struct Outcome {
    std::string name;
    bool passed = false;
    std::string output;
  };
  // Errors: kUnsupported (no sandbox here), kCancelled.
  virtual Result<std::vector<Outcome>> run(const std::vector<FileEdit>& edits,
                                           const std::atomic<bool>* cancelled) = 0;
};

// For proposers that test their edits before proposing one.
struct Trying {
  std::vector<Check> checks = {};
  SandboxOptions sandbox = {};
  int64_t budget_ms = 300'000;  // for all of its tries
  size_t most = 0;              // tries; 0: as many as the budget allows
};

struct Request {
  const Task& task;
  Folder& folder;
  std::vector<Reason> reasons = {};  // newest last; empty at the first attempt
  std::vector<size_t> answers = {};  // to the questions asked so far, in order
  Watch& watch = nobody();
  ScratchChecks* checks = nullptr;  // from level agent on
  // The checks that fail now, for building context (context/offer.h). May run the checks; the loop caches the
  // result. Unset: unknown. Errors: kCancelled, kUnsupported (no sandbox), those of the ledger.
  std::function<Result<std::vector<FailedCheck>>()> failed_checks = {};
  const Trying* trying = nullptr;  // null: candidates can't be tested here
};

class Proposer {
 public:
  virtual ~Proposer() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view version()
      const = 0;  // bump it whenever its behaviour changes: evidence is kept per version
  // Changes nothing. The mechanic's reply depends only on the request and the folder; others may vary.
  // Errors: kNotFound (a path, identifier or key that the task names does not exist), kInvalid, kLimit, kIo …
  virtual Result<Reply> propose(const Request& request) = 0;
  // Can it make another proposal from a person's reason for rejecting one?
  virtual bool heeds_reasons() const { return false; }
  // Known without running: the kind of task of a text, "" if unknown; texts that it understands.
  virtual std::string kind_of(std::string_view) const { return ""; }
  virtual std::vector<std::string> examples() const { return {}; }
};

}  // namespace suit
