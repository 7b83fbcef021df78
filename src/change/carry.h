// Carries edits over to the present files by three-way merges, for undo and for stale proposals.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "change/apply.h"

namespace suit {

// Moves of files by later applications, one item for each with its moves (from, to).
using LaterMoves = std::vector<std::vector<std::pair<std::string, std::string>>>;

// A moved file that is missing: create it at the other end, or report a conflict?
enum class GoneMove { kMadeAnew, kConflict };

struct Carried {
  std::vector<FileEdit> edits = {};           // on the present files, sorted by path
  std::vector<ApplyConflict> conflicts = {};  // each file that was left out, once
  std::set<std::string> left = {};            // paths of edits that were left out; a move is left out whole
  std::map<std::string, std::string> names =
      {};  // path of an edit here → path of the original edit, if different
};

// `edits` is sorted by path. A move and its file belong together: later changes of the file move with it.
// Errors: those of reading; a path that is not a file is a conflict.
Result<Carried> carry_over(Files& files, const std::vector<FileEdit>& edits, const LaterMoves& moves,
                           GoneMove gone);

}  // namespace suit
