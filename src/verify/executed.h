// Executed lines: which of a change's lines its checks run. Known for Python and JavaScript, whose processes
// are watched (trials.h); docs/verify.md says what counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "change/proposal.h"
#include "change/stages.h"
#include "verify/trials.h"

namespace suit {

inline constexpr std::string_view kExecutedLines = "executed lines";  // the name of their result

// A changed line with code.
struct ChangedLine {
  std::string path;
  size_t line = 0;
  size_t first = 0, last = 0;  // the lines of which one must run: its statement's, or a function's body
};
// Of the files of these languages that are no judge files, as they are after the edits.
std::vector<ChangedLine> changed_lines(const std::vector<FileEdit>& edits);

// What several checks ran of these lines. nullopt: unknown, because a run did not pass under the watcher or
// started processes that are not watched, or because no process of the language was seen.
std::optional<ExecutedLines> executed_lines(const std::vector<ChangedLine>& changed,
                                            const std::vector<Observation>& seen);

// "5 of 6 changed lines, not src/gcd.py:14".
std::string text_of(const ExecutedLines& executed);

}  // namespace suit
