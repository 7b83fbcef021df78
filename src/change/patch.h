// Parses one hunk of a unified diff that a person has edited.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

struct PatchHunk {
  size_t old_start = 0;  // from 1, from the header; its counts are ignored
  std::string old_text;  // context and removed lines
  std::string new_text;  // context and added lines
};

// Lines start with ' ', '-' or '+'. An empty line is an empty context line; "\ No newline at end of file"
// removes the newline of the line before; lines with '#' are comments. Text after a second header is refused.
// Errors: kInvalid with the line number.
Result<PatchHunk> parse_hunk(std::string_view text);

}  // namespace suit
