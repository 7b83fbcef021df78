// What the command line says about itself beside its options: help, and what a word may have meant.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

// `words` name no command: the error, with what was probably meant (by meaning first, then by letters) as its
// hint.
Error unknown_command_error(const CLI::App& app, const std::vector<std::string>& words);

// `suit help`, `suit help review`, `suit help model add`. Errors: kInvalid.
Result<std::string> help_text(CLI::App& app, const std::vector<std::string>& words);

}  // namespace suit
