// Parses the format between "*** Begin Patch" and "*** End Patch" of codex and models trained for it.
#pragma once

#include "change/answer_lines.h"
#include "change/edit_formats.h"

namespace suit {

// Adds the edits to `parsed`. A patch without its end is refused as incomplete.
void parse_apply_patch(const AnswerLines& lines, ParsedEdits& parsed);

}  // namespace suit
