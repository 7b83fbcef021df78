// What the command line says about itself beside its options: the groups of commands, and what a word may
// have meant.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

// Puts each command under its group; help, man page and docs/cli.md list them by it.
void group_commands(CLI::App& app);
// The commands in the order of their groups.
std::vector<const CLI::App*> commands_by_group(const CLI::App& app);

// `words` name no command: the error, with what was probably meant (by meaning first, then by letters) as its
// hint.
Error unknown_command_error(const CLI::App& app, const std::vector<std::string>& words);

// `suit help`, `suit help review`, `suit help model add`. Errors: kInvalid.
Result<std::string> help_text(CLI::App& app, const std::vector<std::string>& words);

}  // namespace suit
