// Checks an environment of Python in a folder (venv, virtualenv, uv) against what its packages say of
// themselves: the RECORD of each distribution lists its files with their digests (PyPA: Recording installed
// projects). A RECORD is a file of the environment too: who rewrites it as well is not noticed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/files.h"

namespace suit {

// What differs from the installed state, a line for each kind and package. `folder` holds pyvenv.cfg.
// Examines programs, modules and what names plugins; no data, no bytecode. Hashes on all cores. `is_shown`
// tells whether a person sees a path of the folder: paths of a .pth file may lead there.
std::vector<std::string> examine_environment(Files& files, const std::string& folder,
                                             const std::function<bool(const std::string& path)>& is_shown);

}  // namespace suit
