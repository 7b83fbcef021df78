// The mechanics of an atomic change over many files. Only apply.cc and undo.cc use it: it asks nobody.
#pragma once

#include <map>
#include <set>

#include "change/apply.h"
#include "change/apply_events.h"

namespace suit {

// What the edits come from, for the ledger.
struct TransactionOrigin {
  ApplyAction action = ApplyAction::kApply;
  Sequence about = 0;               // the proposal, or the application that is taken back
  std::set<std::string> left = {};  // paths of the application that stay as they are, for want of a merge
  std::map<std::string, std::string> names =
      {};                                 // path of an edit → that of the application, where they differ
  std::optional<Digest> edits_like = {};  // a kept list of edits that these resemble
  std::vector<std::string> emptied_directories =
      {};  // to remove afterwards where they are empty, deepest first
};

// Changes the files or nothing. On conflicts nothing was changed.
Result<ApplyOutcome> run_transaction(const Workplace& workplace, const std::vector<FileEdit>& edits,
                                     const TransactionOrigin& origin);

// Largest file that Suit changes, in bytes: an edit holds both sides in memory.
inline constexpr uint64_t kEditBytesMax = 256u << 20;

}  // namespace suit
