// Bodies of functions, found without parsing: what is in them is most of a program and nothing of its signatures.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "context/syntax.h"

namespace suit {

// The source with blanks for all but the newlines within the braces of functions and initializers (in Python: a 0 for the
// statements of a function); every other byte stays in its place. A body in which the preprocessor has a say is left as it is.
// None for JavaScript and TypeScript, where only a parser tells a regular expression from a division.
std::optional<std::string> without_bodies(Grammar grammar, std::string_view source);

}  // namespace suit
