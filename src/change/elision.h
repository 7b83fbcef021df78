// Lines that stand for text that a model did not write out: "...", "// rest of the code unchanged".
#pragma once

#include <string>
#include <string_view>

namespace suit {

// Dots alone, or a comment or bracket that says nothing but that something is left out.
bool is_elision(std::string_view line);

// The first elision of `after` that it has more often than `before`, blanks aside; empty where there is none.
// With `dots_are_code` a line of dots alone counts as code (Python's Ellipsis in a new file).
std::string_view elision_added(std::string_view before, std::string_view after, bool dots_are_code);

// The text with &lt; &gt; &amp; &quot; &#39; &apos; replaced by what they mean.
std::string without_entities(std::string_view text);

// The first line of `after` that has HTML entities where `before` has the same line with the characters
// themselves; empty where there is none.
std::string_view escaped_line(std::string_view before, std::string_view after);

}  // namespace suit
