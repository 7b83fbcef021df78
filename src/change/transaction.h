// The mechanics of an atomic change of many files. Only apply.cc and undo.cc use it; it never asks.
#pragma once

#include <map>
#include <set>

#include "change/apply.h"
#include "change/apply_events.h"

namespace suit {

// The origin of the edits, for the ledger.
struct TransactionOrigin {
  ApplyAction action = ApplyAction::kApply;
  Sequence about = 0;                             // the proposal, or the application that is undone
  std::set<std::string> left = {};                // paths of the application that conflict and are kept
  std::map<std::string, std::string> names = {};  // path of an edit → that of the application, if different
  std::optional<Digest> edits_like = {};          // a stored list of edits that is similar
  std::vector<std::string> emptied_directories = {};  // to remove afterwards if empty, deepest first
};

// Changes all files or none. With conflicts nothing was changed.
Result<ApplyOutcome> run_transaction(const Workplace& workplace, const std::vector<FileEdit>& edits,
                                     const TransactionOrigin& origin);

// Largest file that Suit changes, in bytes: an edit keeps both sides in memory.
inline constexpr uint64_t kEditBytesMax = 256u << 20;

}  // namespace suit
