// Questions before a rename: is the name also that of a file, a module or a macro?
#pragma once

#include <string>
#include <vector>

#include "propose/mechanic/job.h"
#include "propose/mechanic/mentions.h"

namespace suit::mechanic {

// What is renamed besides plain names.
struct RenameChoice {
  bool words = false;   // whole words in build files and the like that also name a file or folder
  bool macros = false;  // Rust's macros
};

// Asks about occurrences in `paths`, the files that contain the name. Errors: those of Job::ask and decline.
Result<RenameChoice> settle_rename(Job& job, const Instruction& in, const std::string& old_name,
                                   const std::string& new_name, const std::vector<std::string>& paths);

// Does a word in the file `path` name a file or folder, relative to the file's folder or the top?
// Thread-safe.
bool names_a_path(Job& job, std::string_view path, std::string_view word);

}  // namespace suit::mechanic
