// The scratch copy that an agent works on: the folder's listed files with its edits laid over them, in
// memory. Nothing of it reaches the folder but as a proposal.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "change/proposal.h"
#include "change/task.h"
#include "folder/folder.h"

namespace suit {

// What stands at a path, if the folder lists it or nothing is there. Errors: kDenied (it is there and not
// listed); those of reading.
Result<FileVersion> read_listed_version(Folder& folder, std::string_view path);

class Scratch {
 public:
  Scratch(Folder& folder, const Task& task) : folder_(folder), task_(task) {}

  // Files as they would be, sorted.
  Result<std::vector<std::string>> list();
  // Errors: kNotFound, kInvalid (a path outside the folder; not a text file), kDenied (it is there and not
  // listed: git ignores it, or it is git's own), those of the folder.
  Result<std::string> read(std::string_view path);
  // The same with what it is; absent is a version too.
  Result<FileVersion> version(std::string_view path);
  // As it was before the task; absent where it was not.
  Result<FileVersion> original(std::string_view path);
  // Puts a text file there, or takes it away. Errors: kDenied (outside the scope), kInvalid (no path of the
  // folder, or something that is no regular file), those of the folder.
  Result<void> write(std::string_view path, std::string content);
  Result<void> remove(std::string_view path);

  // What it comes to, sorted by path, on the bases that were read.
  std::vector<FileEdit> edits() const;
  // Counts writes and removals: tells whether anything happened since.
  size_t changes() const { return changes_; }

 private:
  // The entry of a path that may be changed, read on first use.
  Result<FileEdit*> entry(std::string_view path);

  Folder& folder_;
  const Task& task_;
  std::map<std::string, FileEdit, std::less<>> changed_;
  size_t changes_ = 0;
};

}  // namespace suit
