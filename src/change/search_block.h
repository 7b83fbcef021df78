// Reads search/replace blocks, the format that aider made common.
#pragma once

#include "change/answer_lines.h"
#include "change/edit_formats.h"

namespace suit {

// Adds what it reads to `parsed`. Markers have 5 to 9 signs; where content looks like a marker, those of the
// first marker's own length count, and what stays unclear is refused.
void parse_search_blocks(const AnswerLines& lines, ParsedEdits& parsed);

// Does a line start a search/replace block?
bool is_search_marker(std::string_view line);

}  // namespace suit
