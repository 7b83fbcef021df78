// Turns a Verified into a Reviewed, as far as the level asks. The only maker of a Reviewed.
#pragma once

#include <variant>

#include "change/watch.h"
#include "loop/level_decision.h"

namespace suit {

struct NotAccepted {
  bool rejected = false;  // else it stays pending
  std::string reason;
};

// A person changed the proposal: it must be verified again before it can be applied.
struct Amended {
  std::vector<FileEdit> edits;
  bool unread = false;      // some of it was accepted without a look
  std::string reason = {};  // why parts of it were left out
};

enum class Override { kNone, kTrustMe };

class Reviewer {
 public:
  // `name` is the person's, for the record. `decided`: what they said beforehand; they are not asked then.
  Reviewer(Ledger& ledger, Watch& watch, std::string name, std::optional<Decision> decided = {})
      : ledger_(ledger), watch_(watch), name_(std::move(name)), decided_(std::move(decided)) {}

  // At autopilot, where level and rules allow it, trust decides (or the override, recorded as such); else the
  // person. A yes in advance does not cover what must ask a person, an unread one not what must be read: it
  // stays pending. The verdict is an event about the proposal; a pending one has none.
  Result<std::variant<Reviewed, NotAccepted, Amended>> review(Verified verified, const LevelDecision& level,
                                                              Override override);
  // A person's amended proposal that was verified: their decision stands, they are not asked again.
  // `reason`: why they left parts of it out.
  Result<Reviewed> accept_amended(Verified verified, Sequence original, bool unread,
                                  const std::string& reason = "");

 private:
  Result<Decision> decide(const Verified& verified, const LevelDecision& level);

  Ledger& ledger_;
  Watch& watch_;
  std::string name_;
  std::optional<Decision> decided_;
};

// The event of a verdict that nobody but a check, a policy or a person's no gave. `name`: the person's.
Result<void> record_rejection(Ledger& ledger, Sequence proposal, const std::string& by,
                              const std::string& reason, bool evidence, const std::string& name = {});

}  // namespace suit
