// Says of every byte of a text whether it is code, comment, string or prose. Driven by the table in
// languages.cc. It knows enough of each language to find where those begin and end, and nothing of its
// grammar.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "code/language.h"

namespace suit::code {

enum class Part : uint8_t { kCode, kComment, kString, kProse };

struct Region {
  size_t end = 0;  // it begins where the one before it ends
  Part part = Part::kCode;
};

// The regions cover the text, neighbours differ in their part. Takes time proportional to the text, whatever
// it is: what is malformed (a string that is not closed) gets some reading, never an error.
std::vector<Region> lex(const Language& language, std::string_view text);

}  // namespace suit::code
