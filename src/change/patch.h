// Reading back one hunk of a unified diff that a person has edited.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

struct PatchHunk {
  size_t old_start = 0;  // from 1, as the header says; what the lines say counts, its counts are not believed
  std::string old_text;  // context and removed lines
  std::string new_text;  // context and added lines
};

// Lines start with ' ', '-' or '+'; an empty line stands for an empty context line; "\ No newline at end of
// file" takes the newline off the line before; lines with '#' are comments; anything after a second header is
// refused. Errors: kInvalid with the line number.
Result<PatchHunk> parse_hunk(std::string_view text);

}  // namespace suit
