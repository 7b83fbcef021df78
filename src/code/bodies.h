// Bodies of functions, found without parsing: what is in them is most of a program and nothing of its
// signatures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "code/syntax.h"

namespace suit {

struct Shortened {
  struct Cut {
    size_t at;       // in `text`
    size_t removed;  // bytes, up to here
  };
  std::string text;
  std::vector<Cut> cuts = {};  // in order

  // Where in the source a byte of `text` stands.
  size_t in_source(size_t at) const;
};

// The source without what stands within the braces of functions and initializers and in block comments; in
// Python, with a 0 for the statements of a function; in C and C++ also without what is in structures, and
// with no more of a function's header than a parser needs for its name and place, so that macros are not in
// its way. A body in which the preprocessor has a say is left as it is, unless the indentation shows its end.
// JavaScript and TypeScript are left whole: only a parser tells a regular expression from a division.
Shortened without_bodies(Grammar grammar, std::string_view source);

}  // namespace suit
