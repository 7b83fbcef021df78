// One assertion of a test, and whether another says less. Read from the tokens of a statement, by a table of
// the names that test libraries use.
#pragma once

#include <optional>
#include <string>

#include "verify/tests_in.h"

namespace suit {

struct Assertion {
  // How much it says about its subject.
  enum class Strength : uint8_t {
    kVague,  // not null, true-ish, not equal
    kPart,   // a range, a type of error, nearly equal, contains
    kExact,
  };
  size_t line = 0;
  std::string text = {};      // without its message: "gcd(12, 18) == 6"
  std::string subject = {};   // "gcd(12, 18)"
  std::string relation = {};  // "==", "toBeCloseTo", "" if the subject itself must be true
  std::string expected = {};  // "6"; "" if the relation has only one side
  bool is_subject_value = false;
  Strength strength = Strength::kPart;
  bool is_always_true = false;
  bool is_awaited = false;     // a promise that nobody awaits fails unseen
  std::string tolerance = {};  // as written; "" for the default
  double tolerance_value = 0;  // of the default too
  bool counts_digits = false;  // a larger tolerance is stricter
};

// The assertion that a statement makes; nullopt for any other statement. `around`: the statement around it,
// or null: `if got != 6 { t.Error() }` asserts its condition.
std::optional<Assertion> assertion_of(const TestStatement& statement, const TestStatement* around);

// In one line what `after`, which took the place of `before`, no longer says; "" if it says the same.
struct AssertionChange {
  std::string text = {};  // "expectation changed: 6 → 4", "comparison loosened: == → in"
  bool is_other = false;  // no weaker, but about something else
};
AssertionChange assertion_change(const Assertion& before, const Assertion& after);

// At most so much of a text as fits in a line, with "…" in its middle, safe to print.
std::string short_code(std::string_view text);
// "6 → 4": both shortened around what differs.
std::string from_to(std::string_view before, std::string_view after);

}  // namespace suit
