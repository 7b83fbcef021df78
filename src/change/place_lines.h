// The ladder: finds a block's lines in a file. First exactly; then in exactly one place, ignoring indentation
// and blanks at line ends; otherwise not at all. It never uses the most similar place.
#pragma once

#include <string>
#include <vector>

#include "change/edited_text.h"

namespace suit {

enum class Ladder {
  kFull,
  kExactOnly,  // the first step only; for comparisons
};

struct Placement {
  RefusalReason reason = RefusalReason::kNotFound;  // if there is no place
  std::string why = {};                             // details, in words; may be empty
  std::vector<size_t> candidates = {};  // of kAmbiguous: where lines start, bytes of the content; at most 20

  bool found = false;
  TextRange range = {};  // of the content
  bool loose = false;    // found by the second step
  std::string search = {},
              replace = {};  // loose: the file's own lines, and the new ones with their indentation
  std::string note = {};     // loose: what was done, for the model and the reviewer
};

// Finds the change's lines in the text. Line endings (LF, CRLF) do not matter.
//   exact   the one place where all lines are equal. If there are several: kAmbiguous, unless an anchor's
//           block contains only one of them, or a diff's numbers are fully right (`numbers_hold`: also those
//           of the file's other hunks).
//   loose   the one place where all lines are equal after trimming, not written by an earlier block, in a
//           text file; at least one line has a letter or digit. New lines are indented by the difference,
//           which must be uniform: a prefix added or removed, tabs for spaces, or a known pair for each.
Placement place_lines(const EditedText& text, const LineChange& change, bool numbers_hold, Ladder ladder);

// Writes change.replace at the placement. Lines common to both sides keep their bytes. New lines get the line
// endings of the replaced lines, or of those around them.
void put_lines(EditedText& text, const LineChange& change, const Placement& placement);

}  // namespace suit
