// Who sits in front of the loop: a terminal, a browser, an agent, or nobody.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/stages.h"
#include "propose/proposer.h"
#include "verify/verifier.h"

namespace suit {

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

class Person {
 public:
  virtual ~Person() = default;
  // nullopt: nobody is there to ask, or no answer was given.
  virtual std::optional<size_t> answer(const Question& question) = 0;
  // `why` says what a person has to know first: caps on the level, rules that ask.
  virtual Result<Decision> review(const Verified& verified, const std::vector<std::string>& why) = 0;
  // They rejected a proposal, and why can be told to who made it: is another one wanted?
  virtual bool wants_another(const Proposal&, const std::string&) { return false; }
  // Called as things happen; each may do nothing.
  // From here on a proposer works; what it says may be shown, and it can be stopped.
  virtual ProposeWatch proposing() { return {}; }
  virtual void proposed(const Proposal& proposal) = 0;
  virtual void level_lowered(const std::string& why) = 0;
  // "no check covers …": said before the review.
  virtual void unchecked(const std::string& /*what*/) {}
  virtual VerifyProgress progress() = 0;
};

}  // namespace suit
