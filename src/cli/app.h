// The command line: names, options, help. docs/cli.md, the man page and completions are generated from it.
#pragma once

#include "cli/commands.h"

namespace suit {

// Parses and runs. Returns the exit code.
int run_command_line(int argc, char** argv, const Parts& parts);

}  // namespace suit
