// What a change weakens in the judgement: tests that are gone or skipped, assertions that say less, rewritten
// snapshots, settings that let more pass, suppressions. Read from the two sides of each file; nothing is run.
// docs/verify.md lists what counts. Additions that only add tests weaken nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "change/proposal.h"

namespace suit {

enum class WeakeningKind {
  kTest,         // a test is gone, skipped, or runs fewer cases
  kAssertion,    // a test says less
  kExpectation,  // a test says something else: no less, but not the same
  kData,         // a snapshot, a golden file, data of tests
  kSettings,     // what a runner, a linter or a build reads
  kHook,         // code that runs before the tests
  kSuppression,  // a comment that silences a tool: matters only to a check that runs the tool
  kUnread,       // too large to compare
};

struct Weakening {
  std::string path;
  size_t line = 0;       // from 1; 0: the whole file
  bool of_base = false;  // the line is of the file before the change
  WeakeningKind kind = WeakeningKind::kTest;
  std::string text;  // one line, safe to print: "test_gcd_zero is skipped"
  // Words of the commands that read a suppression or an example, separated by blanks. Empty: any check
  // counts.
  std::string_view readers = {};
  bool is_evasion = false;  // counts only for a check that failed before
};

// All of them, in the order of the edits and their lines, at most some dozen a file. Never fails: what can't
// be read as its language counts by its lines. Time is bounded for any content.
std::vector<Weakening> weakened_in(const std::vector<FileEdit>& edits);

// "tests/test_gcd.py:14 test_gcd_zero is skipped"; a line of the base is "tests/test_gcd.py:14 (before)".
std::string describe(const Weakening& weakening);

// Does a check read it: does its command, or the text of a file that the command obeys (a Makefile,
// package.json), name one of the readers? True without readers.
bool is_read_by(const Weakening& weakening, std::string_view command, std::string_view configuration = {});

}  // namespace suit
