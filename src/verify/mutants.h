// Mutants: does a test notice small changes of what a patch changed? docs/verify.md.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "change/proposal.h"

namespace suit {

inline constexpr std::string_view kMutants = "mutants";  // the name of their result

// The edits of a patch with one small change of a changed line.
struct Mutant {
  std::string text;  // for people: "src/gcd.py:12 while a < b: → while a <= b:"
  std::vector<FileEdit> edits;
};

// At most `most` mutants of these edits, spread over the changed lines.
using MutantMaker = std::function<std::vector<Mutant>(const std::vector<FileEdit>& edits, size_t most)>;

// The mutants that a check notices: it fails, or a test fails that passes with the patch.
struct MutantCount {
  size_t noticed = 0, of = 0;
  std::vector<std::string> unnoticed = {};
};

}  // namespace suit
