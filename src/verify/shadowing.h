// Files that are found before others of the same name: a random.py that Python imports in place of its own, a
// package beside a module, an extension that comes first, a header earlier on the include path.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "change/proposal.h"
#include "folder/folder.h"

namespace suit {

struct AddedFile {
  std::string_view path;
  bool is_link = false;
  bool is_program = false;  // it may be executed
};
// What an added file is found before: "Python's module random", "src/scores.py"; "" for nothing. Answers by
// names, and for headers by the includes of the folder's files. `is_gone` tells which other paths do not
// count. Searches the folder, the system and the interpreters on PATH.
std::string hidden_by(const AddedFile& added, Folder& folder,
                      const std::function<bool(std::string_view path)>& is_gone);

// "hides Python's module random" for an edit that adds such a file; else "". `edits` are all of the proposal:
// what they remove can't be hidden.
std::string why_shadows(const FileEdit& edit, const std::vector<FileEdit>& edits, Folder& folder);

}  // namespace suit
