// Walks the files below a folder, within a budget of entries, and compares their times. Follows no links.
#pragma once

#include <functional>
#include <string>

#include "base/files.h"

namespace suit {

inline constexpr size_t kTreeEntriesMax = 200'000;

// Calls visit() for each entry below `folder` ("" is the top), parents first, in order; for a directory it
// returns whether to go into it. Counts the entries down in `budget` and stops at 0. Leaves out what can't be
// read.
void walk_tree(Files& files, const std::string& folder, size_t& budget,
               const std::function<bool(const std::string& path, FileType type)>& visit);

// Times of files that are written without a pause of this length belong together.
inline constexpr int64_t kPauseNs = 10'000'000'000;

// Was the file copied from elsewhere? A copy may keep the time of modification; that of change is its own.
inline bool is_copied(const FileInfo& info) {
  return info.changed_ns - info.modified_ns > kPauseNs;
}

}  // namespace suit
