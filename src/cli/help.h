// Help texts, and suggestions for unknown commands.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

// The error for an unknown command. Its hint suggests a command, by meaning first, then by spelling.
Error unknown_command_error(const CLI::App& app, const std::vector<std::string>& words);

// `suit help`, `suit help review`, `suit help model add`. Errors: kInvalid.
Result<std::string> help_text(CLI::App& app, const std::vector<std::string>& words);

}  // namespace suit
