// Text output for people; functions/as_json.h has the JSON output.
#pragma once

#include <string>

#include "functions/as_json.h"
#include "functions/shapes.h"

namespace suit {

std::string colored_diff(std::string_view unified);  // from unified_diff() or unified_hunk(); made printable
std::string edit_list(const std::vector<FileEdit>& edits);  // one line per file, with counts
std::string result_line(const CheckResult& result);
std::string edit_list(const std::vector<functions::Edit>& edits);
std::string conflict_lines(const std::vector<functions::Conflict>& conflicts);
std::string note_text(
    std::string_view note);            // later lines indented, to set them apart from Suit's own lines
void print_error(const Error& error);  // on standard error

// One line of `suit log`.
std::string event_line(const functions::LedgerEvent& event);

// 0 applied or shown, 3 waits for a person, 4 refused or rejected, 5 declined, 6 conflict: docs/cli.md.
int exit_code_of(LoopStatus status);
int exit_code_of(ErrorCode code);

}  // namespace suit
