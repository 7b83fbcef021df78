// Help texts, and suggestions for unknown commands.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

// The command of this name in `app`; null: there is none.
CLI::App* command_in(const CLI::App& app, const std::string& name);

// `outer` is a command that has commands of its own.
Error unknown_inner_command_error(const std::string& outer, const std::string& word);
// The error for an unknown command. Its hint suggests a command, by meaning first, then by spelling.
Error unknown_command_error(const CLI::App& app, const std::vector<std::string>& words);

// `suit help`, `suit help review`, `suit help model add`. Errors: kInvalid.
Result<std::string> help_text(CLI::App& app, const std::vector<std::string>& words);

}  // namespace suit
