// Tests that stand in a file of code: Rust's #[cfg(test)] items and the examples of its documentation,
// Python's doctests, the `if (import.meta.vitest)` blocks of TypeScript and JavaScript. Such a file has two
// owners: its tests judge, its code is judged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

bool has_tests_within(std::string_view path, std::string_view text);

// The text `after` with the tests of `before`: changed ones as they were, deleted ones back, added ones gone.
// `after` itself if neither holds tests, or they are the same. nullopt if they can't be matched: what they
// belong to is gone, or the text is malformed or too large. Line numbers may differ from those of `after`.
std::optional<std::string> with_base_tests(std::string_view path, std::string_view before,
                                           std::string_view after);

// An example of documentation that is gone or changed. New ones are no change.
struct WeakenedExample {
  size_t line = 0;       // of its documentation, from 1
  bool of_base = false;  // the line is of the text before
  std::string text;      // "an example of gcd changed: 6 → 4"
};
std::vector<WeakenedExample> weakened_examples(std::string_view path, std::string_view before,
                                               std::string_view after);

}  // namespace suit
