// Which lines of a source file are code, excluding multi-line strings and comments. Uses only the language's
// tokens, without parsing.
#pragma once

#include <string_view>
#include <vector>

namespace suit {

struct CodeLine {
  // Without its line end and a comment at its end; empty if the line begins within a string or comment.
  std::string_view text = {};
};

// One per line. In markup, prose and unknown languages everything is code.
std::vector<CodeLine> code_lines(std::string_view path, std::string_view text);

// Is a byte of a code line inside quotation marks that begin in this line?
bool is_quoted(std::string_view line, size_t at);

}  // namespace suit
