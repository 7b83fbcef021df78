// A ledger as Suit made it before schema 2: the SQL of that schema, and one change of a.txt from "one" to
// "two".
#pragma once

#include <string>

namespace suit {

// Makes the file. Events: 1 task, 2 proposal, 3 verdict, 4 apply_begin, and, where `finished`, 5 applied.
enum class OldLedgerEnd { kApplied, kUnfinished };
void make_version_1_ledger(const std::string& path, OldLedgerEnd end = OldLedgerEnd::kApplied);

}  // namespace suit
