// Chooses what a model reads. The one builder of contexts: sources (offer.h) offer parts, and it takes those
// that are worth most for their price.
//
// 1. Each source offers parts; those with `asked_last` when the parts of the others are chosen.
// 2. Parts of one file that several sources offer become one part, with all reasons.
// 3. Parts are taken in order of weight per token, counted for their shortest form. Of each part the longest
//    form is taken that fits into what is left of the budget and of its source's share.
// 4. Required parts are taken first, whatever they cost.
#pragma once

#include <string>
#include <vector>

#include "context/offer.h"

namespace suit {

// Of each part's price: its name, where it begins and ends.
inline constexpr int64_t kPartMarks_tokens = 16;

struct BuiltContext {
  std::vector<OfferedPart> parts = {};     // heaviest first
  std::vector<std::string> left_out = {};  // "src/big.cc: holds parse_line, 12000 tokens"
  int64_t tokens = 0;                      // of the parts
};

// Errors: those of the sources.
Result<BuiltContext> build_context(const ContextRequest& request, const std::vector<ContextSource>& sources);

}  // namespace suit
