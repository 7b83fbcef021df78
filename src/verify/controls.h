// Negative controls: versions of a change under which its checks must fail. A check that passes all the same
// does not judge the change, whatever its runner reports.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "change/proposal.h"

namespace suit {

struct Control {
  std::string name;                  // for people: "gcd in src/gcd.py"
  std::vector<FileEdit> edits = {};  // the change with the control
  // Labels of tests that must fail under it, PATH::FUNCTION or PATH::TITLE; empty: whatever calls the
  // function.
  std::set<std::string> tests = {};
  // The same for tests that must fail if they run what the control changes: in a branch, a loop, a callback.
  std::set<std::string> perhaps = {};
  // Functions with assertions that tests use, PATH::FUNCTION, with the labels of these tests, which are in
  // `perhaps` too.
  std::map<std::string, std::set<std::string>> helpers = {};
};

// Does a label name this test of an account?
bool is_labelled(const std::string& test, std::string_view label);

// For each function that the edits change, up to `most`: the edits, with that function aborting when it is
// called (Python, JavaScript, TypeScript, C, C++, Go, Rust, Java). Where it can, it reports {"reached": name}
// before.
std::vector<Control> function_controls(const std::vector<FileEdit>& edits, size_t most);

// The edits, with every value that a test of these files expects replaced by another: assert f(x) == 6,
// assertEqual(f(x), 6), assert f(x) == approx(6), assert.equal, expect().toBe, EXPECT_EQ; in Python and
// JavaScript also what is not a literal. Each of `tests` has one outside of branches, loops and inner
// functions. Files are pairs of path and content.
Control expectation_control(const std::vector<FileEdit>& edits,
                            const std::vector<std::pair<std::string, std::string>>& files);

// The edits, with every assertion failing that stands in an inner function of a test or in a helper (Python,
// JavaScript): as a callback its exceptions could be swallowed by the code. An account's `asserted` names the
// tests and helpers in which one ran; no such test passes, nor one that calls such a helper.
Control callback_control(const std::vector<FileEdit>& edits,
                         const std::vector<std::pair<std::string, std::string>>& files);

// The edits, with every test of these files ending its process when it begins (C, C++, Go, Rust, Java).
// Empty edits: no test was found.
Control test_control(const std::vector<FileEdit>& edits,
                     const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace suit
