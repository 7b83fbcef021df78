// The account of a check: what its test runners reported, test by test. Programs of ours make the runners
// report to a pipe (watchers/, mode "account"). They run in the processes of the tested code, so an account
// is a claim: it can prove a check wrong, never right. docs/verify.md says what it is compared with.
//
// The pipe's records are JSON objects, one per line, each with "run", an id of the runner's process:
//   {"began": RUNNER, "process": PID}, {"test": NAME, "outcome": "passed" | "failed" | "skipped"}, {"ended":
//   COUNT}
//   {"sentinel": "passed" | "failed", "outcome": …}: a test of ours that must pass or fail
//   {"reached": NAME, "process": PID}: an aborted function was called (controls.h)
//   {"asserted": LABEL}: an assertion that always fails ran (controls.h)
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "base/json.h"

namespace suit {

enum class TestOutcome { kPassed, kFailed, kSkipped };
template <>
struct EnumNames<TestOutcome> {
  static constexpr std::array<std::string_view, 3> names = {"passed", "failed", "skipped"};
};

struct Account {
  std::map<std::string, TestOutcome> tests = {};  // a test that ran several times: the last outcome but skips
  std::set<std::string> flaky = {};               // it has several outcomes in this run
  std::multiset<std::string> unfinished = {};     // runners that began and did not end, or lost tests
  std::vector<std::string> lies = {};             // sentinels with another outcome than they must have
  size_t sentinels = 0;                           // that ran
  bool reached = false;                           // an aborted function was called
  bool reached_in_runner = false;                 // by a runner's own process, which that ends
  std::set<std::string> asserted = {};  // functions or titles of tests with an assertion that failed for sure

  std::vector<std::string> failed() const;  // names, sorted
};

// Skips malformed lines: the tested code can write there too.
Account read_account(std::string_view report);

// An account as JSON, and back; nullopt if it is malformed.
Json json_of_account(const Account& account);
std::optional<Account> account_in(const Json& json);

// The test without the case of a parametrised one: "test_x.py::test_a[1-2]" → "test_x.py::test_a".
std::string_view test_stem(std::string_view name);

// The part that the code's own text names: "test_a" of "test_x.py::TestX::test_a[1]", "pkg.TestX.test_a".
std::string_view test_function(std::string_view name);

// Runners report a file of tests that could not be loaded as a failed test: how the names of the file's tests
// begin. "" for other names.
std::string prefix_of_unloaded(std::string_view name);

// What an account says against a check whose exit status is 0, compared with the base's account.
struct Objection {
  enum class Kind {
    kFailure,   // the check did not pass
    kTampered,  // what the runner reports is not what happened
    kGone,      // tests of the base did not run
    kFewer,     // fewer cases of a test ran
    kFlaky,
  };
  Kind kind;
  std::string text;  // one line, for people
};
std::vector<Objection> objections(const Account& account, const Account& base, bool base_passed);

// Is it a part of another test of the account, as unittest's subTest makes it, and no case of its own?
bool is_part_of_test(const Account& account, const std::string& name);

// Tests that were skipped, and that the base does not report: where it ended early, they may have run there.
std::vector<std::string> newly_skipped(const Account& account, const Account& base);

// Tests that passed and did not pass on the base.
std::vector<std::string> turned_green(const Account& account, const Account& base);

// What is known of a run that has not ended: "partial: 12 tests ran, 1 failed: test_x.py::test_a".
std::string partial_text(const Account& account);

// Reported by pytest?
bool is_by_pytest(const Account& account);

// "a, b, c and 4 more".
std::string some_of(const std::vector<std::string>& names);

// The check's command with runners that report. Needs account_programs() and a report (SandboxCommand).
std::string accounted(const std::string& command);
std::vector<std::pair<std::string, std::string>> account_programs();

}  // namespace suit
