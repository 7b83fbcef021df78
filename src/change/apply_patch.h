// Reads the patch format between "*** Begin Patch" and "*** End Patch", as codex and models trained for it
// write it.
#pragma once

#include "change/answer_lines.h"
#include "change/edit_formats.h"

namespace suit {

// Adds what it reads to `parsed`. A patch without its end is refused as incomplete.
void parse_apply_patch(const AnswerLines& lines, ParsedEdits& parsed);

}  // namespace suit
