// Comments and attributes that silence a tool at one place: `noqa`, `eslint-disable`, `NOLINT`. One table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "verify/weakened.h"

namespace suit {

struct SuppressionRow {
  enum Place {
    kDirective,  // at the beginning of a comment, or after another directive
    kComment,    // anywhere in a comment, as a word, in this case
    kCode,       // outside of comments and strings
  } place;
  std::string_view marks;    // separated by commas
  std::string_view readers;  // words of a command or configuration that reads them, separated by blanks
};
std::span<const SuppressionRow> suppression_rows();
// The table of docs/verify.md.
std::string suppressions_markdown();

// Suppressions that the edits add, one line a file and row. One that moved, or became narrower, is not new.
// Those in tests are left out: they silence nothing about the code.
std::vector<Weakening> added_suppressions(const std::vector<const FileEdit*>& edits);

}  // namespace suit
