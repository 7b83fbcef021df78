// What without_bodies() leaves out, as two ways of scanning find it.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "code/syntax.h"

namespace suit {

struct BodyRanges {
  std::vector<std::pair<size_t, size_t>> cut;     // where each begins and ends: in order, none within another
  std::vector<std::pair<size_t, char>> replaced;  // what is to be put in the place of single bytes
};

// Of languages whose bodies stand in braces.
BodyRanges bodies_in_braces(Grammar grammar, std::string_view source);
// Of Python: the statements of functions.
BodyRanges bodies_by_indent(std::string_view source);

// From a backslash to the last byte of what it escapes, which may be the end of a line.
inline size_t escape_end(std::string_view source, size_t at) {
  return at + (source.substr(at + 1, 2) == "\r\n" ? 2 : 1);
}

}  // namespace suit
