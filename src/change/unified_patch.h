// Parses unified diffs as models write them: git's or plain, fenced or not, often with wrong line numbers and
// counts. (change/patch.h parses one hunk that a person has edited.)
#pragma once

#include "change/answer_lines.h"
#include "change/edit_formats.h"

namespace suit {

// Adds the edits to `parsed`. The fence, the next header or right counts end a hunk. A truncated hunk, or one
// without a clear end, is refused.
void parse_unified_diff(const AnswerLines& lines, ParsedEdits& parsed);

// Do lines `at` and `at + 1` name a file's two sides, "--- a/x" and "+++ b/x"?
bool is_diff_header(const AnswerLines& lines, size_t at);

}  // namespace suit
