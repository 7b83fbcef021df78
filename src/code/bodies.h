// Finds bodies of functions without parsing: they are most of a program, but not part of its signatures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "code/syntax.h"

namespace suit {

struct Shortened {
  struct Cut {
    size_t at;       // in `text`
    size_t removed;  // total bytes so far
  };
  std::string text;
  std::vector<Cut> cuts = {};  // in order

  // The source offset of a byte of `text`.
  size_t in_source(size_t at) const;
};

// Returns the source without the contents of braces of functions and initializers, and without block
// comments. In Python a 0 replaces the statements of a function. In C and C++ the contents of structures go
// too, and function headers shrink to what a parser needs for their name and place, so that macros do not
// confuse it. A body with preprocessor directives stays unless the indentation shows its end. JavaScript and
// TypeScript stay whole: only a parser can separate a regular expression from a division.
Shortened without_bodies(Grammar grammar, std::string_view source);

}  // namespace suit
