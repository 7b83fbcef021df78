// The search itself: candidates in order of their promise, judged side by side until the budget is spent.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "propose/repair/changes.h"
#include "propose/repair/heat.h"
#include "propose/repair/naturalness.h"

namespace suit::repair {

// One or two edits of one source, and what comes of them.
struct Candidate {
  const Source* source = nullptr;
  std::vector<Change> changes = {};  // by their place
  double promise = 0;                // suspicion × prior × naturalness
  std::string text() const;          // the whole file, edited
  FileEdit edit() const;
  std::string in_words() const;  // "src/a.py:12 operator: < becomes <="
};

struct SearchOptions {
  int parallel = 1;
  int64_t budget_ms = 300'000;
  size_t most = 0;  // candidates to judge; 0: as many as the budget allows
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(const std::string& line)> state = {};  // how far it is, some times a second
};

struct SearchOutcome {
  std::vector<Candidate> plausible = {};  // best first
  size_t judged = 0, equal = 0,
         broken = 0;  // equal: the same tokens as one before; broken: rejected by the grammar
  size_t left = 0;    // not judged: the budget was spent
  int64_t first_ms = 0, duration_ms = 0;  // to the first plausible one; in all
};

// Judges one candidate; called on several threads at once. Errors end the search.
using JudgeCandidate = std::function<Result<bool>(const Candidate& candidate)>;

// All single edits of the sources, most promising first; where none is plausible, pairs of the most promising
// ones. Once one is plausible, only what promises a good part of what it did is judged, and not for long:
// that is what it is compared with.
Result<SearchOutcome> search(const std::vector<const Source*>& sources, const Heat& heat,
                             const Naturalness& naturalness, const JudgeCandidate& judge,
                             const SearchOptions& options);

}  // namespace suit::repair
