// The search: candidates in order of promise, judged in parallel until the budget is spent.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "propose/repair/changes.h"
#include "propose/repair/heat.h"
#include "propose/repair/naturalness.h"

namespace suit::repair {

// One or two edits of one source, and the result.
struct Candidate {
  const Source* source = nullptr;
  std::vector<Change> changes = {};  // by position
  double promise = 0;                // suspicion × prior × naturalness
  std::string text() const;          // the whole file, edited
  FileEdit edit() const;
  std::string in_words() const;  // "src/a.py:12 operator: < becomes <="
};

struct SearchOptions {
  int parallel = 1;
  int64_t budget_ms = 300'000;
  size_t most = 0;  // maximum of candidates to judge; 0: as many as the budget allows
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(const std::string& line)> state = {};  // progress, a few times a second
};

struct SearchOutcome {
  std::vector<Candidate> plausible = {};  // best first
  size_t judged = 0, equal = 0,
         broken = 0;  // equal: the same tokens as an earlier one; broken: rejected by the grammar
  size_t left = 0;    // not judged: the budget ran out
  int64_t first_ms = 0, duration_ms = 0;  // to the first plausible one; in total
};

// Judges one candidate; called on several threads at once. Errors end the search.
using JudgeCandidate = std::function<Result<bool>(const Candidate& candidate)>;

// Tries all single edits of the sources, most promising first; if none is plausible, pairs of the most
// promising ones. After the first plausible one it judges only those of comparable promise, for a limited
// time: they are compared with it.
Result<SearchOutcome> search(const std::vector<const Source*>& sources, const Heat& heat,
                             const Naturalness& naturalness, const JudgeCandidate& judge,
                             const SearchOptions& options);

}  // namespace suit::repair
