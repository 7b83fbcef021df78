// Follows running work, answers its questions and can stop it: a terminal, a browser, an agent, or nobody.
// Functions that take a Watch report to it; each member may do nothing.
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

// The task is ambiguous, or a person must choose.
struct Question {
  std::string text;
  std::vector<std::string> choices;  // at least two; the answer is the index of one
};

// The result of a review.
struct Decision {
  enum Kind { kAccept, kReject, kLater, kAmend } kind = kLater;
  std::string reason = {};             // kReject: why; kAmend: why parts were left out
  std::vector<FileEdit> amended = {};  // kAmend: what to apply instead, on the same bases
  bool again = false;                  // kReject: propose again, heeding the reason
  bool unread = false;      // kAccept, kAmend without complete review (--yes, a change never shown)
  bool unseen = false;      // kAccept by a person who claims to have read it elsewhere: it holds, as unread
  bool in_advance = false;  // kAccept before the questions were known (suit do --yes)
};

class Watch {
 public:
  virtual ~Watch() = default;

  // A message for the person, shown once.
  virtual void note(const std::string& /*line*/) {}
  // One line for each step that was done or begins.
  virtual void step(const std::string& /*line*/) {}
  // The present state; replaces the previous one.
  virtual void state(const std::string& /*line*/) {}
  // The number of the work's event in the ledger; for a task began() reports it.
  virtual void recorded(int64_t /*id*/) {}
  // A model's text as it arrives.
  virtual void text(std::string_view /*piece*/) {}

  // The steps of the loop, in order. began(): `proposal` is 0 if there is none yet. The functions in -ing are
  // called when a step begins: a proposer works, checks run, the proposal is reviewed.
  virtual void began(const Task& /*task*/, Sequence /*proposal*/) {}
  virtual void proposing() {}
  virtual void proposed(const Proposal& /*proposal*/) {}
  virtual void verifying() {}
  virtual void reviewing() {}
  // One check after the other: begun, its output so far, ended.
  virtual void check_began(const Check& /*check*/) {}
  virtual void check_printed(const Check& /*check*/, std::string_view /*output*/) {}
  virtual void check_ended(const CheckResult& /*result*/) {}
  virtual void level_lowered(const std::string& /*why*/) {}
  // A fact about the proposal or its review that a person should know, such as "no check covers …".
  virtual void remark(const std::string& /*what*/) {}

  // Does a person see these reports?
  virtual bool is_seen() const { return false; }
  // Can a proposer ask during its work?
  virtual bool can_be_asked() const { return false; }
  // The number of a choice. nullopt: nobody answered.
  virtual std::optional<size_t> answer(const Question& /*question*/) { return std::nullopt; }
  // Shows a plan of steps, one a line, which a person may change. nullopt: unchanged.
  virtual std::optional<std::string> plan(const std::string& /*plan*/) { return std::nullopt; }
  // `why`: reasons that a person must know first: caps on the level, rules that ask.
  virtual Result<Decision> review(const Verified& /*verified*/, const std::vector<std::string>& /*why*/) {
    return Decision{};
  }
  // The person rejected a proposal with a reason for its proposer: do they want another one?
  virtual bool wants_another(const Proposal& /*proposal*/, const std::string& /*reason*/) { return false; }

  // The level set during the work; nullopt: none. A lower level holds from the next step on (a review is a
  // step), a higher one from the next proposal on.
  virtual std::optional<Level> level_now() const { return std::nullopt; }
  // The next input line, for a function that reads its input as a stream. A longer line is cut at
  // `bytes_max`; `over`, called now and then, ends the wait. nullopt: end of input. Errors: kIo.
  virtual Result<std::optional<std::string>> line(size_t /*bytes_max*/,
                                                  const std::function<bool()>& /*over*/) {
    return std::optional<std::string>();
  }
  // One item of an answer that is a list, as soon as it is ready. true: this Watch has it, and the answer
  // may omit it.
  virtual bool took(const Json& /*item*/) { return false; }

  // Set from outside to end the work early. Null: it can't be ended. Read on any thread.
  virtual const std::atomic<bool>* cancelled() const { return nullptr; }
  bool is_cancelled() const { return cancelled() && *cancelled(); }
};

// Reports to nobody, but the work can be ended early.
class CancelOnly final : public Watch {
 public:
  explicit CancelOnly(const std::atomic<bool>* flag) : flag_(flag) {}
  const std::atomic<bool>* cancelled() const override { return flag_; }

 private:
  const std::atomic<bool>* flag_;
};

// Reports to nobody.
inline Watch& nobody() {
  static Watch watch;
  return watch;
}

}  // namespace suit
