// The ladder: where in a file do the lines of a block stand? Exactly; else, in one place only, but for
// indentation or blanks at line ends; else nowhere. It never picks the most similar place.
#pragma once

#include <string>
#include <vector>

#include "change/edited_text.h"

namespace suit {

enum class Ladder {
  kFull,
  kExactOnly,  // the first rung alone; for comparisons
};

struct Placement {
  RefusalReason reason = RefusalReason::kNotFound;  // where there is no place
  std::string why = {};                             // more about it, in words; may be empty
  std::vector<size_t> candidates = {};  // of kAmbiguous: where lines start, bytes of the content; at most 20

  bool found = false;
  TextRange range = {};  // of the content
  bool loose = false;    // found on the second rung
  std::string search = {},
              replace = {};  // loose: the file's own lines, and the new ones indented as they are
  std::string note = {};     // loose: what was done, for the model and the reviewer
};

// Finds the change's lines in the text. Line ends (LF, CRLF) never matter.
//   exact   the one place where all lines are equal. Several: kAmbiguous, but for anchors whose block holds
//   one of
//           them only, or a diff's numbers that are right in full (`numbers_hold`: those of the file's other
//           hunks are).
//   loose   the one place where all lines are equal without the blanks round them, not in what an earlier
//   block put
//           there, in a file that is text; at least one line has a letter or digit. The new lines are
//           indented by the difference, which must be one: a prefix added or taken off, tabs for spaces, or a
//           known pair each.
Placement place_lines(const EditedText& text, const LineChange& change, bool numbers_hold, Ladder ladder);

// Puts change.replace where the placement says. Lines that both sides have keep their bytes; new lines get
// the line ends of those that they replace, or else of those round them.
void put_lines(EditedText& text, const LineChange& change, const Placement& placement);

}  // namespace suit
