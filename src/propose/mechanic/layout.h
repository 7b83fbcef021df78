// How the lines of a text file end.
#pragma once

#include <string>
#include <string_view>

namespace suit::mechanic {

// The newline that most lines of a text end with; LF where there is none.
std::string_view newline_of(std::string_view content);

// The offset after a byte order mark.
size_t after_mark(std::string_view content);

// `text` as whole lines of a file with these newlines: each ends with one, the last too. "" becomes an empty
// line.
std::string as_lines(std::string_view text, std::string_view newline);

}  // namespace suit::mechanic
