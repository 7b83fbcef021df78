// Paths outside a folder that belong to it: the repository of a worktree's or submodule's .git file, and the
// interpreters of its environments. Also the paths in it that no check may see.
#pragma once

#include <string>
#include <vector>

#include "sandbox/sandbox.h"

namespace suit {

struct FolderLinks {
  std::vector<std::string> shown;   // absolute: readable, in addition to the options' paths
  std::vector<std::string> hidden;  // absolute: ledgers of nested folders
  std::vector<std::string> notes;   // references that are not shown, and why
};

// Walks the folders of the folder without following links; reads a few small files.
FolderLinks find_folder_links(const SandboxOptions& options);

}  // namespace suit
