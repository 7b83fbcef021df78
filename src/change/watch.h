// Who looks on while something works, is asked, and can stop it: a terminal, a browser, an agent, or nobody.
// Whatever takes a Watch tells it what happens; each of its functions may do nothing.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/level.h"
#include "change/stages.h"
#include "change/task.h"

namespace suit {

struct Check;  // verify/check.h

// It is not clear what is meant, or which way a person wants it.
struct Question {
  std::string text;
  std::vector<std::string> choices;  // at least two; the answer is the index of one
};

// What came of showing a proposal.
struct Decision {
  enum Kind { kAccept, kReject, kLater, kAmend } kind = kLater;
  std::string reason = {};             // kReject: why; kAmend: why parts were left out
  std::vector<FileEdit> amended = {};  // kAmend: what to apply instead, on the same bases
  bool again = false;                  // kReject: another proposal is wanted that heeds the reason
  bool unread = false;  // kAccept, kAmend without a look at all of it (--yes, a change never shown)
  bool unseen = false;  // kAccept by who says to have read it where nothing showed it: it stands, as unread
  bool in_advance = false;  // kAccept said before it was known what is asked (suit do --yes)
};

class Watch {
 public:
  virtual ~Watch() = default;

  // Something that a person should know, once.
  virtual void note(const std::string& /*line*/) {}
  // What has just been done, or is begun: a line for each step.
  virtual void step(const std::string& /*line*/) {}
  // How far it is; stands until the next one.
  virtual void state(const std::string& /*line*/) {}
  // What it works on stands in the ledger under this number; of a task began() says so.
  virtual void recorded(int64_t /*id*/) {}
  // Of a model, as it comes.
  virtual void text(std::string_view /*piece*/) {}

  // The loop, in this order: what it works on (`proposal` 0: there is none yet); from here on a proposer
  // works; it proposed; from here on checks run; from here on it is decided.
  virtual void began(const Task& /*task*/, Sequence /*proposal*/) {}
  virtual void proposing() {}
  virtual void proposed(const Proposal& /*proposal*/) {}
  virtual void verifying() {}
  virtual void reviewing() {}
  // One check after the other: begun, what it printed so far, ended.
  virtual void check_began(const Check& /*check*/) {}
  virtual void check_printed(const Check& /*check*/, std::string_view /*output*/) {}
  virtual void check_ended(const CheckResult& /*result*/) {}
  virtual void level_lowered(const std::string& /*why*/) {}
  virtual void unchecked(const std::string& /*why*/) {}  // "no check covers …": said before the review

  // Does a person see what is told here?
  virtual bool is_seen() const { return false; }
  // Can a proposer ask in the middle of its work?
  virtual bool can_be_asked() const { return false; }
  // The number of a choice. nullopt: nobody is there, or no answer was given.
  virtual std::optional<size_t> answer(const Question& /*question*/) { return std::nullopt; }
  // A plan of steps, one a line, which a person may change. nullopt: as it is.
  virtual std::optional<std::string> plan(const std::string& /*plan*/) { return std::nullopt; }
  // `why` says what a person has to know first: caps on the level, rules that ask.
  virtual Result<Decision> review(const Verified& /*verified*/, const std::vector<std::string>& /*why*/) {
    return Decision{};
  }
  // They rejected a proposal, and why can be told to who made it: is another one wanted?
  virtual bool wants_another(const Proposal& /*proposal*/, const std::string& /*reason*/) { return false; }

  // The level that was set meanwhile; nullopt: none was. A lower one holds from the next step on (a review is
  // a step), a higher one from the next proposal on.
  virtual std::optional<Level> level_now() const { return std::nullopt; }
  // The next line of the input of a function that takes its input as it comes. What is longer than
  // `bytes_max` is cut there; `over`, asked now and then, ends the wait. nullopt: there is no more. Errors:
  // kIo.
  virtual Result<std::optional<std::string>> line(size_t /*bytes_max*/,
                                                  const std::function<bool()>& /*over*/) {
    return std::optional<std::string>();
  }
  // One item of an answer that is a list, as soon as it is there. true: who looks on has it now, and the
  // answer need not hold it.
  virtual bool took(const Json& /*item*/) { return false; }

  // Set from outside to end the work early. Null: it can't be. Read on any thread.
  virtual const std::atomic<bool>* cancelled() const { return nullptr; }
  bool is_cancelled() const { return cancelled() && *cancelled(); }
};

// Nobody looks on, but the work can be ended early.
class CancelOnly final : public Watch {
 public:
  explicit CancelOnly(const std::atomic<bool>* flag) : flag_(flag) {}
  const std::atomic<bool>* cancelled() const override { return flag_; }

 private:
  const std::atomic<bool>* flag_;
};

// Where nobody looks on.
inline Watch& nobody() {
  static Watch watch;
  return watch;
}

}  // namespace suit
