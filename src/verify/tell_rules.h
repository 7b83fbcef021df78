// The rules of tells.h, each on one file.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

#include "verify/tell_code.h"
#include "verify/tell_names.h"
#include "verify/tells.h"

namespace suit::tells {

struct Finding {
  TellRule rule;
  size_t line;
  std::string reason;
  std::string function;  // in which it is; "" at the top
  std::string text;      // without blanks that mean nothing: the same text before and after is not added
};

// The value of a string or number.
using Literal = std::variant<std::string, double>;

// Which literals the tests use together: in one function, or one statement outside of any. A test file is
// parsed when the first of its literals is asked for.
class TestLiterals {
 public:
  // Keeps a view.
  explicit TestLiterals(std::span<const TestText> tests) : tests_(tests) {}
  bool has_together(const std::vector<Literal>& literals);
  // Does a test use this word, as a name or in a text?
  bool mentions(std::string_view word);
  bool mentions_number(double number);

 private:
  using Group = std::set<Literal>;
  const std::vector<Group>& groups_of(size_t test);
  const std::unordered_set<uint64_t>& words_of(size_t test);
  bool may_have(size_t test, const Literal& literal);

  std::span<const TestText> tests_;
  std::map<size_t, std::unordered_set<uint64_t>> words_;  // hashes
  std::map<size_t, std::vector<Group>> groups_;
};

// A file under examination.
struct Examined {
  std::string_view path;
  const CodeFile& code;
  const Names& names;
  // A command's own file: it may end the process and read its arguments.
  bool program;
  std::vector<Finding>& findings;

  void add(TellRule rule, At at, std::string reason) const;
  // Only its place and what it is called count, not its text: a change inside it is not another tell.
  void add_named(TellRule rule, At at, std::string reason, std::string_view name) const;
};

// Test environment, process end, runner, skip: by what names stand for.
void find_references(const Examined& file);
// Of a new file of data: inputs of tests with the results that they expect.
void find_test_table(std::string_view text, TestLiterals& tests, std::vector<Finding>& findings);
// Test environment, runner: by literals.
void find_literals(const Examined& file);
// Computed code.
void find_computed_code(const Examined& file);
// Assertion errors.
void find_catches(const Examined& file);
// Comparisons that hold for everything.
void find_comparisons(const Examined& file);
// Clocks, and files that count runs.
void find_clocks(const Examined& file);
// Reads of test files.
void find_test_files(const Examined& file);
// Inputs and results of tests in the code.
void find_test_inputs(const Examined& file, TestLiterals& tests);
// Names that look like other names.
void find_lookalikes(const Examined& file);

// A script for a shell, by its name or first line.
bool is_shell(std::string_view path, std::string_view text);
// All rules for such a script, line by line.
void find_in_shell(std::string_view text, std::span<const TestText> tests, TestLiterals& literals,
                   std::vector<Finding>& findings);

// Text that a reader does not see as it is. Any text file.
void find_hidden_text(std::string_view path, std::string_view text, std::vector<Finding>& findings);

}  // namespace suit::tells
