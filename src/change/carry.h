// Carries edits over to files as they are now, by three-way merges. What undo and a proposal that grew old
// share.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "change/apply.h"

namespace suit {

// Where files were moved since, by applications that came later; each holds the moves (from, to) of one of
// them.
using LaterMoves = std::vector<std::vector<std::pair<std::string, std::string>>>;

// A moved file that is not there any more: is it made again at the other end, or is that a conflict?
enum class GoneMove { kMadeAnew, kConflict };

struct Carried {
  std::vector<FileEdit> edits = {};           // on the files as they are, sorted by path
  std::vector<ApplyConflict> conflicts = {};  // each file that was left out, once
  std::set<std::string> left = {};  // the paths of the edits that were left out; a move is left out whole
  std::map<std::string, std::string> names =
      {};  // path of an edit here → path of the edit it came from, where they differ
};

// `edits` is sorted by path. A move and what it moved are one: what was changed in the file since goes with
// it. Errors: those of reading, but for what can't be read as a file, which is a conflict.
Result<Carried> carry_over(Files& files, const std::vector<FileEdit>& edits, const LaterMoves& moves,
                           GoneMove gone);

}  // namespace suit
