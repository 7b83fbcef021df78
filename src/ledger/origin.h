// Which ledgers this user made on this machine. A ledger says what was applied, accepted and rejected; one
// that came with a repository, an archive or a copy may say anything, so it is history and never evidence.
//
// How: a ledger holds a random id, and the user's state folder (base/user_state.h), which no folder can
// reach, holds for each id the file that it is in and the number of the event after which all was recorded
// here. A copy, a clone or an unpacked archive is another file; a moved folder is not. docs/ledger.md has the
// format.
#pragma once

#include <string>

#include "ledger/ledger.h"

namespace suit {

struct LedgerOrigin {
  Sequence foreign_until =
      0;  // events up to this one came from elsewhere; 0: none, INT64_MAX: all, and those to come
  std::string why = {};  // "" where none did; else a clause such as "it was not made by you on this machine"
  bool taken_over = false;  // claim_ledger() met it for the first time
};

// What is known of the ledger in the file `path`. Changes nothing. Errors: those of the ledger.
Result<LedgerOrigin> origin_of(Ledger& ledger, const std::string& path);

// The same, for a ledger that is open for writing: one that is not known yet is noted, under a new id that
// only this machine has seen, so that what is recorded from now on counts. Where it can't be noted, none of
// it counts.
Result<LedgerOrigin> claim_ledger(Ledger& ledger, const std::string& path);

// Notes all of it as recorded here, because its user says so. Errors: those of the ledger and of
// write_user_state().
Result<void> adopt_ledger(Ledger& ledger, const std::string& path);

}  // namespace suit
