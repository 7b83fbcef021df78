// Reads unified diffs as models write them: git's or plain, fenced or not, with line numbers and counts that
// are often wrong. (change/patch.h reads back the one hunk that a person has edited.)
#pragma once

#include "change/answer_lines.h"
#include "change/edit_formats.h"

namespace suit {

// Adds what it reads to `parsed`. Where a hunk ends is told by the fence, the next header or right counts;
// what is cut off or has no clear end is refused.
void parse_unified_diff(const AnswerLines& lines, ParsedEdits& parsed);

// Do lines `at` and `at + 1` name a file's two sides, "--- a/x" and "+++ b/x"?
bool is_diff_header(const AnswerLines& lines, size_t at);

}  // namespace suit
