// Outputs of earlier builds in a folder. A build tool takes an output as it is if it is newer than its
// sources, whoever wrote it. Ninja and Cargo keep times by which a foreign one is recognized; who changes
// these too is not noticed.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"

namespace suit {

// Outputs that changed after Ninja built them. `folder` holds .ninja_log.
std::vector<std::string> foreign_to_ninja(Files& files, const std::string& folder);

// Programs and libraries that changed after Cargo built them. `folder` holds .fingerprint and deps.
std::vector<std::string> foreign_to_cargo(Files& files, const std::string& folder);

// Files of a build folder that changed after CMake wrote them: a line for each. `folder` holds
// CMakeCache.txt.
std::vector<std::string> changed_after_cmake(Files& files, const std::string& folder);

}  // namespace suit
