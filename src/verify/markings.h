// What marks a test as skipped, expected to fail and the like: decorators, attributes, calls in its body. One
// table of the names.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "verify/tests_in.h"

namespace suit {

// Languages whose tests are marked alike: "py", "js", "go", "rs", "c" or "java". Of a path that tests can be
// read from.
std::string_view family_of(std::string_view path);

// "pytest.mark.skip" in the tokens of a statement.
struct DottedName {
  std::string name;
  size_t line = 0;
  const TestToken* end = nullptr;  // behind it
};
std::vector<DottedName> dotted_names(const TestTokens& tokens);
// The first argument of the call after a name: "(True, reason='x')" → "True"; "" if it is not called.
std::string first_argument(const TestTokens& tokens, const TestToken* at);
// Is it one of the globs, separated by blanks?
bool is_any_name(std::string_view name, std::string_view globs);

inline constexpr std::string_view kRunsAlone = "runs alone: the other tests of the file do not run";
inline constexpr std::string_view kMustPanic = "must panic";

struct FoundMark {
  std::string effect;     // "is skipped"
  std::string condition;  // "" always
  size_t line = 0;
};
// The marks of a unit. `skip_names`: names that the file gives to marks, from skip_names_of().
std::vector<FoundMark> marks_of(const TestUnit& unit, std::string_view family,
                                const std::set<std::string>& skip_names);
// "later" of `later = pytest.mark.skip`.
std::set<std::string> skip_names_of(const TestFile& file, std::string_view family);

// Does a mark of this name give its test cases: parametrize, ValueSource?
bool gives_cases(std::string_view name);

}  // namespace suit
