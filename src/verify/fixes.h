// Red to green: tests that a patch must fix. A named test must fail on the unchanged folder and pass with the
// patch, by the account of a check (account.h). docs/verify.md says what each case means.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "verify/account.h"

namespace suit {

// What one check reported about its tests. Absent: its runners can't report.
struct TestAccounts {
  std::optional<Account> base = {};        // on the unchanged folder
  bool base_failed = false;                // by its exit status
  std::optional<Account> base_again = {};  // the same once more, to notice tests that fail at times
  std::optional<Account> patched = {};     // with the patch
  std::optional<Account> by_base = {};     // with the patch, and the judge files of the unchanged folder
  // With the judge files of the patch and the rest of the unchanged folder. Called for tests that the
  // unchanged folder does not have; nullopt: the patch changes no judge files.
  std::function<Result<std::optional<Account>>()> old_code = {};
  bool tests_in_code = false;  // the patch changes files that hold code and tests (tests_within.h)
};

struct FixFinding {
  enum class Kind {
    kFixed,
    kNew,     // the patch itself brings the test, which fails without the patch: a person must decide
    kUnsure,  // it fails on the unchanged folder only at times, or its failure there is not known
    kNotFixed,
    kUnknown,  // no check reports a test of this name
  };
  Kind kind = Kind::kUnknown;
  std::string text = {};  // one line, for people
};

// Does `wanted` name this test? By its whole name, without the case of a parametrised test, or by the last
// parts: "test_gcd", "TestGcd::test_gcd" and "tests/test_gcd.py::test_gcd" name
// "tests/test_gcd.py::TestGcd::…".
bool is_named(std::string_view wanted, std::string_view test);

// Tests that pass and failed on the base, or could not run there since their file did not load; the first
// kFixedTestsMax.
inline constexpr size_t kFixedTestsMax = 100;
std::vector<std::string> fixed_tests(const Account& account, const Account& base);

// Is the test fixed? If several have the name, one must fail on the unchanged folder, and all must pass with
// the patch. Errors: those of TestAccounts::old_code.
Result<FixFinding> examine_fix(const std::string& wanted, const std::vector<TestAccounts>& checks);

}  // namespace suit
