// Parses whole files: a path, then a fenced block with the complete new content.
#pragma once

#include "change/answer_lines.h"
#include "change/edit_formats.h"

namespace suit {

// Adds the edits to `parsed`. Fences nest only by length: a block with a line that could be its end is
// refused as unclear. Blocks of shell commands and output need no path and are ignored.
void parse_whole_files(const AnswerLines& lines, ParsedEdits& parsed);

}  // namespace suit
