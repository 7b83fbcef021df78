// What lies outside of a folder and belongs to it: the repository that a worktree's or a submodule's .git
// names, the interpreters that environments in it link to. And what in it no check may see.
#pragma once

#include <string>
#include <vector>

#include "sandbox/sandbox.h"

namespace suit {

struct FolderLinks {
  std::vector<std::string> shown;   // absolute: to be read, besides what the options name
  std::vector<std::string> hidden;  // absolute: ledgers of folders in the folder
  std::vector<std::string> notes;   // what is not shown, and why
};

// Walks the folders of the folder, without following links; reads a few small files.
FolderLinks find_folder_links(const SandboxOptions& options);

}  // namespace suit
