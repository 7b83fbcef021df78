// The tests that a source file holds: their names and statements, read from its syntax tree. Knows pytest and
// unittest, the it/test/describe of JavaScript's runners, GoogleTest and Catch2, Go's testing, Rust's #[test]
// and JUnit. It reads what is written; it does not run anything.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "code/language.h"

namespace suit {

struct TestToken {
  std::string_view text;  // a string without regard to its quotes: 'x'
  size_t line = 0;        // from 1
  bool is_value = false;  // a number, a string, true, null: what an expectation is made of
};
using TestTokens = std::vector<TestToken>;

// As one writes it: "gcd(12, 18) == 6".
std::string text_of_tokens(const TestToken* begin, const TestToken* end);
std::string text_of_tokens(const TestTokens& tokens);

// Tokens of nested statements belong to those alone: of an `if` only the condition is left.
struct TestStatement {
  enum class Role : uint8_t {
    kPlain,
    kAssert,     // the keyword of Python and Java
    kHeader,     // of a test or group: its name and parameters
    kMark,       // a decorator, an attribute, an annotation
    kCondition,  // if, else, while, switch
    kLoop,
    kTry,       // what it holds may fail unseen
    kExit,      // return, throw and the like
    kFunction,  // one within a test
  };
  static constexpr size_t kNone = std::numeric_limits<size_t>::max();

  Role role = Role::kPlain;
  size_t line = 0;
  size_t parent = kNone;  // the statement around it, in the same unit
  TestTokens tokens = {};
};

struct TestUnit {
  enum class Kind : uint8_t {
    kFile,    // what is outside of functions; the first unit of each file
    kGroup,   // a class, a describe block, a module of tests
    kTest,    // what a runner reports by name
    kHelper,  // any other function of a test file
  };
  Kind kind = Kind::kFile;
  std::string name = {};  // with its groups: "TestGcd.test_zero", "gcd > zero"
  std::string own_name = {};
  size_t line = 0;
  size_t outer = TestStatement::kNone;  // the unit around it
  bool is_replaced = false;             // a later definition of the same name takes its place
  bool is_disabled = false;             // by its name
  std::vector<TestStatement> statements = {};
};

struct TestFile {
  TestFile() = default;
  TestFile(TestFile&&) = default;
  TestFile& operator=(TestFile&&) = default;
  std::vector<TestUnit> units;
  std::deque<std::string> strings;  // what tokens point into, besides the source; so it can't be copied
};

// Can tests be read from a file of this path?
bool reads_tests(std::string_view path);
// The tests of a text, which must outlive the result. Errors of syntax leave out what can't be read. Linear
// time. An empty file if the language is unknown, or parsing takes too long.
TestFile tests_in(std::string_view path, std::string_view text);

// Does a runner with default settings collect a file of this path, if it collects `like`?
bool is_collected(std::string_view path, std::string_view like);

}  // namespace suit
