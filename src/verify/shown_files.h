// What a person sees of a folder: the files that git tracks or would track. Others decide runs without being
// shown.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "folder/folder.h"
#include "folder/git.h"

namespace suit {

// What git tracks; nothing outside of a repository.
class TrackedFiles {
 public:
  explicit TrackedFiles(const std::string& folder);
  // Does it track the file, or files below the folder?
  bool holds(const std::string& path) const;
  const std::vector<TrackedFile>& all() const { return files_; }

 private:
  std::vector<TrackedFile> files_;
};

class ShownFiles {
 public:
  // Keeps references: both must outlive this object.
  ShownFiles(const std::vector<FolderFile>& list, const TrackedFiles& tracked);
  // Is it in the list?
  bool file(std::string_view path) const;
  bool folder(std::string_view path) const { return folders_.contains(path); }
  // Is the file or folder in the list or tracked, or within a submodule?
  bool shows(std::string_view path) const;
  const std::set<std::string, std::less<>>& folders() const { return folders_; }

 private:
  const std::vector<FolderFile>& list_;
  const TrackedFiles& tracked_;
  std::set<std::string, std::less<>> folders_, submodules_;
};

// The path that a link at `path` leads to, within the folder; nullopt: it leads elsewhere.
std::optional<std::string> place_of_link(const std::string& root, std::string_view path,
                                         std::string_view target);

}  // namespace suit
