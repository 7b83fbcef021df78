// Which lines of a source file are code: what stands in strings and comments that span lines is not. By the
// tokens of the language alone, without parsing.
#pragma once

#include <string_view>
#include <vector>

namespace suit {

struct CodeLine {
  // Without its line end, and without a comment at its end; empty where the line begins within a string or
  // comment.
  std::string_view text = {};
};

// One for each line. Of markup, prose and what is no language of the table all of it is code.
std::vector<CodeLine> code_lines(std::string_view path, std::string_view text);

// Does a byte of a line of code stand within quotation marks that begin in this line?
bool is_quoted(std::string_view line, size_t at);

}  // namespace suit
