// Applies reviewed edits to the folder, all or none, and undoes them.
//
// Crash safety (kill -9 or power loss): a marker file says that an application is in progress. An
// "apply_begin" event names every path with its old and new digest. New contents are staged next to their
// targets and flushed. Each is swapped in by one atomic rename, which keeps the old content under the staged
// name. "applied" makes the change final. Recovery finds the marker: with "applied" it removes the staged
// names, otherwise it swaps everything back. A file that changed meanwhile is never overwritten: the swap
// reveals its content and is reverted.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"
#include "change/proposal.h"
#include "change/stages.h"
#include "ledger/ledger.h"

namespace suit {

// Suit's own folder within a folder.
inline constexpr std::string_view kSuitDirectory = ".suit";
// Present while an application may be unfinished.
inline constexpr std::string_view kUnfinishedMarker = ".suit/unfinished";

// What applying and undoing need. The caller holds the lock during the call.
struct Workplace {
  Files& files;
  Ledger& ledger;
  const FileLock& lock;
};

// A file that differs from the base that an edit states.
struct ApplyConflict {
  std::string path;
  FileVersion base;    // what the edit was made on
  FileVersion wanted;  // what it should become
  FileVersion now;     // its present version
  std::string why;     // one line
};

struct ApplyOutcome {
  Sequence application = 0;              // the "applied" event; 0 when there are conflicts
  std::vector<ApplyConflict> conflicts;  // not empty: nothing was changed
};

// Errors: kNoSpace, kIo, kDenied …: nothing was changed, or recover() will revert it.
Result<ApplyOutcome> apply(const Workplace& workplace, const Reviewed& reviewed);

// Undoes the parts of an application ("applied" event) that are in force. If it was an undo itself, this is a
// redo. Files that changed since are merged three ways; a file that a later application moved is changed in
// its new place. With a conflict nothing is changed, unless `partial`: then the conflicting files are left
// for a later undo. If the files already have their old versions, the application counts as undone without a
// change.
enum class UndoExtent { kWhole, kPartial };
Result<ApplyOutcome> undo(const Workplace& workplace, Sequence application, UndoExtent extent);
// What undo would change and where it would conflict; changes nothing.
struct UndoPlan {
  std::vector<FileEdit> edits;
  std::vector<ApplyConflict> conflicts;
  std::set<std::string> left;  // paths of the application that conflict; a move is left out whole
  std::map<std::string, std::string> names;  // path of an edit → that of the application, if different
};
Result<UndoPlan> plan_undo(Files& files, Ledger& ledger, Sequence application);

// Completes or reverts what a crash interrupted. Call it if the marker exists. Returns what it did in one
// line, "" for nothing.
Result<std::string> recover(const Workplace& workplace);

// The proposal's edits on the present files, merged three ways; changes of a moved file move with it.
// Conflicting files are in `conflicts` and not among the edits.
struct Rebased {
  std::vector<FileEdit> edits;
  std::vector<ApplyConflict> conflicts;
};
Result<Rebased> rebase(Files& files, const std::vector<FileEdit>& edits);

}  // namespace suit
