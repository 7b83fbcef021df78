// The ranges that without_bodies() removes, found by two kinds of scan.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "code/syntax.h"

namespace suit {

struct BodyRanges {
  std::vector<std::pair<size_t, size_t>> cut;     // begin and end of each: in order, not nested
  std::vector<std::pair<size_t, char>> replaced;  // replacements of single bytes
};

// For languages with bodies in braces.
BodyRanges bodies_in_braces(Grammar grammar, std::string_view source);
// For Python: the statements of functions.
BodyRanges bodies_by_indent(std::string_view source);

// From a backslash to the last byte of its escape, which may be a line end.
inline size_t escape_end(std::string_view source, size_t at) {
  return at + (source.substr(at + 1, 2) == "\r\n" ? 2 : 1);
}

}  // namespace suit
