// Ledgers as written by earlier versions of Suit.
#pragma once

#include <string>

namespace suit {

// Before schema 2: the SQL of that schema, and one change of a.txt from "one" to "two". Events: 1 task,
// 2 proposal, 3 verdict, 4 apply_begin, and with kApplied 5 applied.
enum class OldLedgerEnd { kApplied, kUnfinished };
void make_version_1_ledger(const std::string& path, OldLedgerEnd end = OldLedgerEnd::kApplied);

// Schema 3, with events of every kind: tests/support/ledger_3.sql.
void make_version_3_ledger(const std::string& path);

}  // namespace suit
