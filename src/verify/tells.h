// Tells: parts of a change that suggest that it games its checks. The code looks for a test runner, ends its
// process, equals everything, repeats the tests' expected values, or hides text from a reader. A tell is a
// reason to ask a person; it proves nothing. docs/verify.md lists the rules.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "change/proposal.h"

namespace suit {

enum class TellRule {
  kTestEnvironment,
  kProcessEnd,
  kRunner,
  kComputedCode,
  kAssertionErrors,
  kComparison,
  kTestInputs,
  kClock,
  kSkip,
  kTestFiles,
  kHiddenText,
};

struct TellRow {
  TellRule rule;
  std::string_view name;       // "test environment"
  std::string_view languages;  // "all" for text that has none
  std::string_view finds;      // for docs/verify.md
};
// In the order of TellRule.
std::span<const TellRow> tell_rows();
std::string_view name_of(TellRule rule);

struct Tell {
  TellRule rule;
  std::string path;
  size_t line;         // in the changed file, from 1
  std::string reason;  // after "PATH:LINE ": "looks for a test runner (PYTEST_CURRENT_TEST)"
  std::string text() const;
};

// A test file of the folder.
using TestText = std::pair<std::string, std::string>;  // path, text

// The tells in what the edits add, by path and line. What a function of any edited file had before is not
// added, even if it moved. Judge files are only searched for hidden text: their change is judged by a second
// run. `tests` are read only if the edits compare something with a literal.
std::vector<Tell> tells_of(const std::vector<FileEdit>& edits, std::span<const TestText> tests);

}  // namespace suit
