// What a model should read for a task, under a budget of tokens: the files that the scope and the task name,
// then those that hold the names in the task; then the signatures, from the whole folder, of what these use
// and of what else has to do with the task (relevance.h).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "folder/folder.h"

namespace suit {

struct ContextRequest {
  std::string task;                                       // its text
  std::function<bool(std::string_view path)> may_change;  // the scope
  std::vector<std::string> open_files = {};               // named by the scope: they come first
  bool lists_names = true;                                // in FolderContext::listing
  int64_t budget_tokens = 0;
  std::function<int64_t(std::string_view text)> count_tokens;  // as the model counts
  // Of a whole file's text what is shown, with as many lines: secrets masked. Not set: all of it.
  std::function<std::string(std::string_view text)> shown_as = {};
};

struct ContextFile {
  std::string path;
  std::string content;  // of the lines first_line to last_line, as it is shown
  Digest digest = {};   // of the whole file as it is
  size_t first_line = 1;
  size_t last_line = 0;  // from 1; 0 for an empty file
  bool whole = true;
  bool signatures = false;  // of its definitions alone, and not whole
  std::string why;          // "named in the task", "holds parse_line"
  int64_t tokens = 0;
};

struct FolderContext {
  std::vector<ContextFile> files;
  std::string listing;                // the names of files, one a line, as far as they fit
  std::vector<std::string> left_out;  // "src/big.cc: holds parse_line, 12000 tokens"
  int64_t tokens = 0;                 // of files and listing
};

// Errors: those of the folder. A file that can't be read, or is binary, is in left_out.
Result<FolderContext> build_folder_context(Folder& folder, const ContextRequest& request);

// Of that the signatures alone, where the caller shows `shown` itself. Errors: those of the folder.
Result<FolderContext> build_related_context(Folder& folder, const ContextRequest& request,
                                            const std::vector<std::string>& shown);

// The names that a task speaks of: paths, quoted texts, identifiers; no everyday words.
std::vector<std::string> names_in_task(std::string_view task);

}  // namespace suit
