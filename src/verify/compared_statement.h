// The statements of a test as they are compared: without their messages, with what stands around them.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "verify/assertion.h"
#include "verify/tests_in.h"

namespace suit {

// A statement with what matters about where it stands.
struct ComparedStatement {
  const TestStatement* statement;
  const TestStatement* around = nullptr;  // the statement that it stands in
  std::string key;                        // without messages and the like
  std::optional<Assertion> assertion = {};
  size_t tries = 0;  // around it
  size_t conditions = 0;
  size_t condition = TestStatement::kNone;  // the innermost of these, in its unit
  std::string innermost = {};               // the last of those
  bool is_dead = false;                     // behind a return
  bool is_paired = false;
};

// Those of a unit, without docstrings. A call of one of the functions `asserting` is an assertion too. The
// unit must outlive the result.
std::vector<ComparedStatement> compared_statements(const TestUnit& unit,
                                                   const std::set<std::string>& asserting);

}  // namespace suit
