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
    kSetting,    // as kDirective, with a name and a colon after it
    kMarker,     // outside of comments, at the beginning of a line, with a number after it
  } place;
  std::string_view marks;    // separated by commas
  std::string_view readers;  // words of a command or configuration that reads them, separated by blanks
  // Code may have it for its own sake: it counts only for a check that failed before.
  bool is_evasion = false;
};
std::span<const SuppressionRow> suppression_rows();
// The table of docs/verify.md.
std::string suppressions_markdown();

// Suppressions that the edits add, one line a file and row. One that moved, or became narrower, is not new.
// Those in tests are left out: they silence nothing about the code.
std::vector<Weakening> added_suppressions(const std::vector<const FileEdit*>& edits);

}  // namespace suit
