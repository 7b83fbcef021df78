// How the lines of a text file end.
#pragma once

#include <string>
#include <string_view>

namespace suit::mechanic {

// The newline that most lines use; LF if the text has none.
std::string_view newline_of(std::string_view content);

// The offset after a byte order mark.
size_t after_mark(std::string_view content);

// Returns `text` as whole lines with these newlines: every line ends with one. "" becomes an empty line.
std::string as_lines(std::string_view text, std::string_view newline);

}  // namespace suit::mechanic
