// How far a proposer may go for a kind of task, from the verdicts in the ledger. Rules: docs/trust.md.
#pragma once

#include <string>
#include <vector>

#include "base/level.h"
#include "base/result.h"
#include "ledger/ledger.h"
#include "trust/bound.h"

namespace suit {

// What evidence is kept for.
struct TrustKey {
  std::string proposer;
  std::string version;
  std::string kind;
  auto operator<=>(const TrustKey&) const = default;
};

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

// Reads all verdicts and undos of a ledger, but for what was recorded elsewhere (Ledger::foreign_until). Sorted by key.
// Errors: those of the ledger.
Result<std::vector<TrustRecord>> read_trust(Ledger& ledger);
Result<TrustRecord> read_trust(Ledger& ledger, const TrustKey& key);  // an empty record where there is none

Licence licence_of(const TrustRecord& record, const TrustBar& bar);

}  // namespace suit
