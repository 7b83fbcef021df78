// Refusals by checks, kept for a day: asking again does not turn one into acceptance.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "change/proposal.h"
#include "verify/check.h"

namespace suit {

// Remembers that a check refused these edits of the folder's present files. Failing to is no error.
void keep_refusal(Files& files, const std::vector<FileEdit>& edits, const std::vector<Check>& checks,
                  const std::string& why);

// The reason to ask a person before these edits are accepted: the same checks refused them within a day, and
// no file that the folder lists has changed since. nullopt: nothing is known.
std::optional<std::string> past_refusal(Files& files, const std::vector<FileEdit>& edits,
                                        const std::vector<Check>& checks);

}  // namespace suit
