// Extracts a file's own descriptions: titles, first paragraphs, comments; each with its line.
#pragma once

#include <string>
#include <string_view>

namespace suit {

// Converts inline Markdown to plain text: link texts, no emphasis marks, no images.
std::string plain_prose(std::string_view markdown);
// At most about 200 bytes.
std::string first_sentence(std::string_view text);
bool is_markdown(std::string_view path);

// The first heading of a Markdown page, and the first paragraph after it.
struct PageSummary {
  std::string title = {}, paragraph = {};
  size_t title_line = 0, paragraph_line = 0;  // one-based
};
PageSummary summary_of_page(std::string_view text);

// A comment without its markers; `line` is the line of its first word, 0 if there is none.
struct Remark {
  std::string text = {};
  size_t line = 0;
};
// The file's own description: its first comment or docstring that is not a licence.
Remark remark_of_file(std::string_view text);
// The comment directly above a line (one-based), or the docstring directly below it.
Remark remark_of_line(std::string_view text, size_t line);

}  // namespace suit
