// Parses search/replace blocks, the format of aider.
#pragma once

#include "change/answer_lines.h"
#include "change/edit_formats.h"

namespace suit {

// Adds the edits to `parsed`. Markers have 5 to 9 characters. If content resembles a marker, only those with
// the first marker's length count; ambiguous blocks are refused.
void parse_search_blocks(const AnswerLines& lines, ParsedEdits& parsed);

// Does a line start a search/replace block?
bool is_search_marker(std::string_view line);

}  // namespace suit
