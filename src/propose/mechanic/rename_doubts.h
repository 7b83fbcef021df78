// What a rename asks before it begins: where a name is at the same time that of a file, a module or a macro.
#pragma once

#include <string>
#include <vector>

#include "propose/mechanic/job.h"
#include "propose/mechanic/mentions.h"

namespace suit::mechanic {

// What is renamed besides names proper.
struct RenameChoice {
  bool words = false;   // whole words of build files and the like that are also the name of a file or folder
  bool macros = false;  // Rust's macros
};

// Asks about the places in `paths`, the files that hold the name. Errors: those of Job::ask and Job::decline.
Result<RenameChoice> settle_rename(Job& job, const Instruction& in, const std::string& old_name,
                                   const std::string& new_name, const std::vector<std::string>& paths);

// Does a word in the file `path` name a file or folder: seen from the file's folder, or from the top?
// Thread-safe.
bool names_a_path(Job& job, std::string_view path, std::string_view word);

}  // namespace suit::mechanic
