// Classifies every byte of a text as code, comment, string or prose, by the table in languages.cc. Finds only
// their boundaries; knows nothing of the grammar.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "code/language.h"

namespace suit::code {

enum class Part : uint8_t { kCode, kComment, kString, kProse };

struct Region {
  size_t end = 0;  // it begins at the end of the previous one
  Part part = Part::kCode;
};

// The regions cover the text; neighbours differ in their part. Linear time for any text. Malformed text, such
// as an unclosed string, gets some classification, never an error.
std::vector<Region> lex(const Language& language, std::string_view text);

}  // namespace suit::code
