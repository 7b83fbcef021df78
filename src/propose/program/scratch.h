// The scratch copy that an agent works on: the folder's listed files with its edits applied in memory. It
// reaches the folder only as a proposal.
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

// The version at a path, if the folder lists it or it is absent. Errors: kDenied (it exists but is not
// listed); those of reading.
Result<FileVersion> read_listed_version(Folder& folder, std::string_view path);

class Scratch {
 public:
  Scratch(Folder& folder, const Task& task) : folder_(folder), task_(task) {}

  // The files after the edits, sorted.
  Result<std::vector<std::string>> list();
  // Errors: kNotFound, kInvalid (a path outside the folder; not a text file), kDenied (it exists but is not
  // listed: ignored by git or inside .git), those of the folder.
  Result<std::string> read(std::string_view path);
  // The same as a version, which may be absent.
  Result<FileVersion> version(std::string_view path);
  // The version before the task; may be absent.
  Result<FileVersion> original(std::string_view path);
  // Writes or removes a text file. Errors: kDenied (outside the scope), kInvalid (not a path of the folder,
  // or not a regular file), those of the folder.
  Result<void> write(std::string_view path, std::string content);
  Result<void> remove(std::string_view path);

  // The edits, sorted by path, based on the versions that were read.
  std::vector<FileEdit> edits() const;
  // Counts writes and removals, to detect changes since an earlier call.
  size_t changes() const { return changes_; }

 private:
  // The entry of a path that may be changed; reads it on first use.
  Result<FileEdit*> entry(std::string_view path);

  Folder& folder_;
  const Task& task_;
  std::map<std::string, FileEdit, std::less<>> changed_;
  size_t changes_ = 0;
};

}  // namespace suit
