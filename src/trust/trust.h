// The level that a proposer may use for a kind of task, from the verdicts in the ledger. Rules:
// docs/trust.md.
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

// The key of a record.
struct TrustKey {
  std::string proposer;
  std::string version;
  std::string kind;
  TaskSize size = TaskSize::kSmall;
  auto operator<=>(const TrustKey&) const = default;
};

// "bug-fix", or with a size other than small: "bug-fix (large)".
std::string kind_text(const TrustKey& key);

// For one key. Clean verdicts count if the change had at least the key's size; failures always count.
struct TrustRecord {
  TrustKey key;
  // Evidence, weighted per proposal: 1 clean, 0.5 accepted after an edit (and 0.5 failed), 1 failed.
  double clean = 0;
  double failed = 0;
  // Since the last failure (or the beginning).
  double clean_since_failure = 0;
  bool ever_failed = false;
  // Not evidence: accepted without review (--yes), by a licence, by an override; still open.
  int unread = 0;
  int licensed = 0;
  int overridden = 0;
};

// The consequence of a record.
struct Licence {
  Level level = Level::kAgent;  // the highest level allowed
  int clean_needed = 0;         // clean verdicts missing for autopilot; 0 if it is allowed
  std::string why;              // one sentence
};

// The outcome of a proposal. Versions that a person changed or that were merged count as the original.
struct ProposalStanding {
  Sequence id = 0;
  Sequence task = 0;
  TrustKey key;
  std::optional<VerdictEvent> verdict = {};  // the last one that counts
  bool applied = false;                      // an acceptance counts only when applied
  bool undone = false;
  Sequence decided = 0;  // number of its last change; 0: open

  bool rejected() const { return verdict && verdict->outcome == VerdictOutcome::kRejected; }
  std::optional<ReviewManner> manner() const { return verdict ? verdict->manner : std::nullopt; }
};

// All proposals except those recorded elsewhere (Ledger::foreign_until), by number. Errors: those of the
// ledger.
Result<std::vector<ProposalStanding>> read_standings(Ledger& ledger);

// The records of all kinds of task (trust/kind.h), sorted by key. Proposals from before kinds existed are
// excluded, since it was not recorded whether anybody reviewed them. Errors: those of the ledger.
Result<std::vector<TrustRecord>> read_trust(Ledger& ledger);
Result<TrustRecord> read_trust(Ledger& ledger, const TrustKey& key);  // empty if there is none

Licence licence_of(const TrustRecord& record, const TrustBar& bar);

}  // namespace suit
