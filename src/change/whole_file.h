// Reads files given whole: a path, then a fenced block with all of the new content.
#pragma once

#include "change/answer_lines.h"
#include "change/edit_formats.h"

namespace suit {

// Adds what it reads to `parsed`. Fences nest by length alone: where a line of the content could be the end
// of the block, the block is refused as unclear. Blocks of shell commands and output need no path and are
// left out.
void parse_whole_files(const AnswerLines& lines, ParsedEdits& parsed);

}  // namespace suit
