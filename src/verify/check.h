// The commands that judge a proposal, from suit.toml or detected in the folder.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"

namespace suit {

struct Check {
  std::string name;
  std::string command;  // for sh -c, in the folder; "{files}" becomes the changed files that `when` matches
  std::vector<std::string> when = {};  // run only if a changed path matches one of these globs; none: always
};

struct DetectedChecks {
  std::vector<Check> checks;
  std::vector<std::string> notes;  // what was found but not used, and why: a missing tool
};

// Looks at the names and a few files at the top of the folder: CMake with CTest, Makefile, npm, cargo, go,
// pytest, and formatters with a configuration. Runs nothing.
DetectedChecks detect_checks(Files& files);

// The command with {files} filled in. `paths` are the changed paths; deleted ones are omitted.
std::string command_for(const Check& check, const std::vector<std::string>& paths);

// The programs that the command starts by name: the first words of its parts, found without running a shell.
std::vector<std::string> programs_of(const Check& check);

// Does one of the paths require the check?
bool is_called_for(const Check& check, const std::vector<std::string>& paths);

}  // namespace suit
