// Which ledgers this user created on this machine. A ledger claims what was applied, accepted and rejected.
// One from a repository, an archive or a copy can be forged, so it is history and not evidence.
//
// A ledger has a random id. The user's state folder (base/user_state.h), out of reach for folders, stores for
// each id its file and the number of the last event that was not recorded here. A copy, a clone or an
// unpacked archive is another file; a moved folder is not. Format: docs/ledger.md.
#pragma once

#include <string>

#include "ledger/ledger.h"

namespace suit {

struct LedgerOrigin {
  Sequence foreign_until = 0;  // last event from elsewhere; 0: none, INT64_MAX: all, also later ones
  std::string why = {};        // "" for none; else a clause such as "it was not made by you on this machine"
  bool taken_over = false;     // claim_ledger() saw it for the first time
};

// The origin of the ledger in the file `path`. Changes nothing. Errors: those of the ledger.
Result<LedgerOrigin> origin_of(Ledger& ledger, const std::string& path);

// The same for a ledger that is open for writing. An unknown ledger is registered under a new id, so that
// later events count. If it can't be registered, none of it counts.
Result<LedgerOrigin> claim_ledger(Ledger& ledger, const std::string& path);

// Registers all of it as recorded here, because its user says so. Errors: those of the ledger and of
// write_user_state().
Result<void> adopt_ledger(Ledger& ledger, const std::string& path);

}  // namespace suit
