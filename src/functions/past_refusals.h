// Refusals by checks, kept for a day: asking again does not turn one into acceptance.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/proposal.h"
#include "verify/check.h"

namespace suit {

// Remembers that a check refused these edits of the folder's present files. Failing to is no error.
void keep_refusal(const std::string& root, const std::vector<FileEdit>& edits,
                  const std::vector<Check>& checks, const std::string& why);

// The reason to ask a person before these edits are accepted: the same checks refused them within a day, and
// no file of the folder that git would see has changed since. nullopt: nothing is known.
std::optional<std::string> past_refusal(const std::string& root, const std::vector<FileEdit>& edits,
                                        const std::vector<Check>& checks);

}  // namespace suit
