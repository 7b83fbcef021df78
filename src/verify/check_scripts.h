// The scripts that a check runs. They judge, so a change to one is judged by a second run without it.
#pragma once

#include <map>
#include <string>

#include "base/files.h"

namespace suit {

// By path, how the check comes to it: "the check runs it". Shell scripts that the command names, files that
// it names as a configuration or a makefile (`-f FILE`), and scripts whose own name or folder says what they
// are for (ci, check, lint, test, verify) that it names itself, by the recipes of the Makefile or the scripts
// of package.json that it runs, or by another such script. Only files that exist.
std::map<std::string, std::string> check_scripts(Files& files, const std::string& command);

}  // namespace suit
