// How far a proposer may go for a kind of task, from the verdicts in the ledger. Rules: docs/trust.md.
#pragma once

#include <string>
#include <vector>

#include "base/level.h"
#include "base/result.h"
#include "ledger/ledger.h"
#include "trust/bound.h"
#include "trust/kind.h"
#include "trust/verdict_event.h"

namespace suit {

// What evidence is kept for.
struct TrustKey {
  std::string proposer;
  std::string version;
  std::string kind;
  TaskSize size = TaskSize::kSmall;
  auto operator<=>(const TrustKey&) const = default;
};

// "bug-fix", or with the size where that is not small: "bug-fix (large)".
std::string kind_text(const TrustKey& key);

// For a key. What was clean counts where the change was as large as the key says or larger; what failed
// always does.
struct TrustRecord {
  TrustKey key;
  // Evidence, a weight for each proposal: 1 clean, 0.5 accepted after an edit (and 0.5 failed), 1 failed.
  double clean = 0;
  double failed = 0;
  // Since the last failure (or the beginning).
  double clean_since_failure = 0;
  bool ever_failed = false;
  // Not evidence: accepted unread (--yes), by a licence, by an override; still open.
  int unread = 0;
  int licensed = 0;
  int overridden = 0;
};

// What a record allows.
struct Licence {
  Level level = Level::kAgent;  // the highest level allowed
  int clean_needed = 0;         // clean verdicts missing for autopilot; 0 where it is allowed
  std::string why;              // one sentence
};

// What came of one proposal, as it was proposed: what a person changed in it, or a merge, counts as this one.
struct ProposalStanding {
  Sequence id = 0;
  Sequence task = 0;
  TrustKey key;
  std::optional<VerdictEvent> verdict = {};  // the last that counts
  bool applied = false;                      // an acceptance that could not be applied shows nothing yet
  bool undone = false;
  Sequence decided = 0;  // when it last changed; 0: it is open

  bool rejected() const { return verdict && verdict->outcome == VerdictOutcome::kRejected; }
  std::optional<ReviewManner> manner() const { return verdict ? verdict->manner : std::nullopt; }
};

// All proposals but those that were recorded elsewhere (Ledger::foreign_until), by number. Errors: those of
// the ledger.
Result<std::vector<ProposalStanding>> read_standings(Ledger& ledger);

// The records of all kinds of task (trust/kind.h), sorted by key. A proposal of a ledger from before there
// were kinds is in none: whether anybody had read it was not kept then. Errors: those of the ledger.
Result<std::vector<TrustRecord>> read_trust(Ledger& ledger);
Result<TrustRecord> read_trust(Ledger& ledger, const TrustKey& key);  // an empty record where there is none

Licence licence_of(const TrustRecord& record, const TrustBar& bar);

}  // namespace suit
