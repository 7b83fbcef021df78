// Files that a change relies on and that nobody sees: an ignored module that it imports, an ignored file that
// it makes a link to.
#pragma once

#include <string>
#include <vector>

#include "change/proposal.h"
#include "folder/folder.h"

namespace suit {

// A line for each: "money.py imports rounding.py, which git does not show". Reads the imports of Python,
// JavaScript and TypeScript, `mod` of Rust, and the includes of C and the like, where they name a file by its
// place: no search paths of builds, no names that a run computes. What shown files of the folder import
// already, such as generated code, does not count. Before the edits are made.
std::vector<std::string> hidden_imports(const std::vector<FileEdit>& edits, Folder& folder);

}  // namespace suit
