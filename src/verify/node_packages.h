// Checks node_modules of a folder against what the package manager wrote there last: npm's
// .package-lock.json, pnpm's .modules.yaml, Yarn's .yarn-integrity or .yarn-state.yml. The integrity of a
// package is that of its archive, so its files are compared by time: who touches the manager's file as well
// is not noticed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/files.h"

namespace suit {

// Folders in node_modules that tools use as caches.
inline constexpr std::string_view kNodeCaches[] = {".cache", ".vite", ".vite-temp", ".vitest", ".tmp"};

// What differs from the installed state, a line for each kind and package. `folders`: every node_modules that
// is not within another one. `is_patched` tells whether the folder patches a package after its installation
// (patch-package), `is_shown` whether a person sees a path: a link may lead to a workspace.
std::vector<std::string> examine_node_modules(Files& files, const std::vector<std::string>& folders,
                                              const std::function<bool(std::string_view package)>& is_patched,
                                              const std::function<bool(const std::string& path)>& is_shown);

}  // namespace suit
