// Puts reviewed edits into the folder, all or none, and takes them out again.
//
// How it survives a crash at any point (kill -9 or power): a marker file says that something is under way; an
// "apply_begin" event names every path with its old and new digest; new contents are staged next to their
// targets and flushed; each is swapped in by one atomic rename that keeps the old content under the staged
// name; "applied" makes it final. Recovery finds the marker: with "applied" it removes the staged names,
// without it swaps everything back. A file that changed in between is never overwritten: the swap shows what
// was really there, and is undone.
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

// Where Suit keeps its things in a folder.
inline constexpr std::string_view kSuitDirectory = ".suit";
// Its presence means that an application may be unfinished.
inline constexpr std::string_view kUnfinishedMarker = ".suit/unfinished";

// What applying and undoing need. The lock is held by the caller for as long as this is used.
struct Workplace {
  Files& files;
  Ledger& ledger;
  const FileLock& lock;
};

// A file that is not what an edit says it should be.
struct ApplyConflict {
  std::string path;
  FileVersion base;    // what the edit was made on
  FileVersion wanted;  // what it was to become
  FileVersion now;     // what it is
  std::string why;     // one line
};

struct ApplyOutcome {
  Sequence application = 0;              // the "applied" event; 0 when there are conflicts
  std::vector<ApplyConflict> conflicts;  // not empty: nothing was changed
};

// Errors: kNoSpace, kIo, kDenied … : nothing was changed (or, where even that failed, recover() will see to
// it).
Result<ApplyOutcome> apply(const Workplace& workplace, const Reviewed& reviewed);

// Takes back one application ("applied" event), or what of it is in force still; also one that was itself an
// undo: that is a redo. Files that changed since are merged three ways; where an application moved one on, it
// is changed in its new place. With a conflict nothing is changed, unless `partial`: then the others are
// taken back, and the rest can be later. Where the files are as they were before, it counts as taken back
// without a change.
enum class UndoExtent { kWhole, kPartial };
Result<ApplyOutcome> undo(const Workplace& workplace, Sequence application, UndoExtent extent);
// What undo would change and where it would conflict, without doing it.
struct UndoPlan {
  std::vector<FileEdit> edits;
  std::vector<ApplyConflict> conflicts;
  std::set<std::string> left;  // paths of the application that conflict; a move is left out whole
  std::map<std::string, std::string> names;  // path of an edit → that of the application, where they differ
};
Result<UndoPlan> plan_undo(Files& files, Ledger& ledger, Sequence application);

// Brings a folder that a crash left in between back to all or nothing. Call it where the marker exists.
// Returns what it did in one line, "" where nothing was to do.
Result<std::string> recover(const Workplace& workplace);

// The proposal's edits on the files as they are now, merged three ways; what changed in a moved file goes
// with it. Where a place conflicts, it is in `conflicts` and the file is left out of the edits.
struct Rebased {
  std::vector<FileEdit> edits;
  std::vector<ApplyConflict> conflicts;
};
Result<Rebased> rebase(Files& files, const std::vector<FileEdit>& edits);

}  // namespace suit
