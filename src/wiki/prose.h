// What files say of themselves: titles, first paragraphs, remarks in comments; each with the line where it
// stands.
#pragma once

#include <string>
#include <string_view>

namespace suit {

// Inline Markdown as plain text: links by their words, no marks of emphasis, no images.
std::string plain_prose(std::string_view markdown);
// Not much longer than 200 bytes.
std::string first_sentence(std::string_view text);
bool is_markdown(std::string_view path);

// The first heading of a Markdown page, and the first paragraph behind it.
struct PageSummary {
  std::string title = {}, paragraph = {};
  size_t title_line = 0, paragraph_line = 0;  // from 1
};
PageSummary summary_of_page(std::string_view text);

// A comment, without its signs; `line` is where its words begin, 0 where there is none.
struct Remark {
  std::string text = {};
  size_t line = 0;
};
// What a source file says of itself at its top: its first comment or docstring that is no licence.
Remark remark_of_file(std::string_view text);
// The comment directly above a line (from 1), or the docstring directly below it.
Remark remark_of_line(std::string_view text, size_t line);

}  // namespace suit
