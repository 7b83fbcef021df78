// Chooses what a model reads: the only builder of contexts. Sources (offer.h) offer parts; the builder takes
// those with the most value per token.
//
// 1. Each source offers parts. Sources with `asked_last` are asked after the parts of the others are chosen.
// 2. If several sources offer parts of one file, the builder merges them and keeps all reasons.
// 3. Parts are taken in order of weight per token of their shortest form, each in the longest form that fits
//    the remaining budget and the remaining share of its source.
// 4. Required parts are taken first, regardless of cost.
#pragma once

#include <string>
#include <vector>

#include "context/offer.h"

namespace suit {

// Added to each part's price for its name and its begin and end markers.
inline constexpr int64_t kPartMarks_tokens = 16;

struct BuiltContext {
  std::vector<OfferedPart> parts = {};     // heaviest first
  std::vector<std::string> left_out = {};  // "src/big.cc: holds parse_line, 12000 tokens"
  int64_t tokens = 0;                      // sum over the parts
};

// Errors: those of the sources.
Result<BuiltContext> build_context(const ContextRequest& request, const std::vector<ContextSource>& sources);

}  // namespace suit
