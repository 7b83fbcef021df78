// Turns a Verified into a Reviewed, if the level's rules are met. Only it can create a Reviewed.
#pragma once

#include <variant>

#include "change/watch.h"
#include "loop/level_decision.h"

namespace suit {

struct NotAccepted {
  bool rejected = false;  // otherwise it stays pending
  std::string reason;
};

// A person changed the proposal: it must be verified again before it can be applied.
struct Amended {
  std::vector<FileEdit> edits;
  bool unread = false;      // parts were accepted unseen
  std::string reason = {};  // why parts were left out
};

enum class Override { kNone, kTrustMe };

class Reviewer {
 public:
  // `name`: the person's, for the record. `decided`: their decision in advance, instead of a question.
  Reviewer(Ledger& ledger, Watch& watch, std::string name, std::optional<Decision> decided = {})
      : ledger_(ledger), watch_(watch), name_(std::move(name)), decided_(std::move(decided)) {}

  // At autopilot, if level and rules allow it, trust decides (or the override, recorded as such); else the
  // person. A yes in advance does not cover what must ask a person, nor an unread one what must be read: the
  // proposal stays pending. The verdict is an event about the proposal; a pending one has none.
  Result<std::variant<Reviewed, NotAccepted, Amended>> review(Verified verified, const LevelDecision& level,
                                                              Override override);
  // A person's amended proposal after verification: their decision stands, without another question.
  // `reason`: why they left parts out.
  Result<Reviewed> accept_amended(Verified verified, Sequence original, bool unread,
                                  const std::string& reason = "");

 private:
  Result<Decision> decide(const Verified& verified, const LevelDecision& level);

  Ledger& ledger_;
  Watch& watch_;
  std::string name_;
  std::optional<Decision> decided_;
};

// Records a rejection by a check, a policy or a person. `name`: the person's.
Result<void> record_rejection(Ledger& ledger, Sequence proposal, const std::string& by,
                              const std::string& reason, bool evidence, const std::string& name = {});

}  // namespace suit
