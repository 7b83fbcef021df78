// Lines that replace text which a model did not write out: "...", "// rest of the code unchanged".
#pragma once

#include <string>
#include <string_view>

namespace suit {

// Only dots, or a comment or bracket that only says that something is omitted.
bool is_elision(std::string_view line);

// The first elision of `after` that it has more often than `before`, ignoring blanks; empty if there is none.
// With `dots_are_code` a line of dots counts as code (Python's Ellipsis in a new file).
std::string_view elision_added(std::string_view before, std::string_view after, bool dots_are_code);

// The text with &lt; &gt; &amp; &quot; &#39; &apos; decoded.
std::string without_entities(std::string_view text);

// The first line of `after` with HTML entities for which `before` has the same line with the characters;
// empty if there is none.
std::string_view escaped_line(std::string_view before, std::string_view after);

}  // namespace suit
