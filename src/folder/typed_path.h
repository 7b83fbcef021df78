// Resolves a path or pattern that a person typed. It is relative to their current folder, as in a shell. If
// only the reading from the top of the folder matches something, that one holds; if both match, the person is
// asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "folder/folder.h"

namespace suit {

// The two readings, as a pattern (scope_glob_matches) or path from the top. If both are set they match
// different files.
struct TypedPath {
  std::optional<std::string> here;
  std::optional<std::string> top;
  bool is_unclear() const { return here && top; }
  // The reading that matches something; relative to the current folder if neither does.
  std::string only = {};
};

// `here`: the person's current folder, from the top; "" at the top. "./x" and "../x" are relative to it only.
// Errors: kInvalid (it leaves the folder); those of Folder::list.
Result<TypedPath> find_typed_path(Folder& folder, std::string_view here, std::string_view typed);

// "./a/../b" typed in `here`, as a path from the top; "" is the top. Errors: kInvalid (it leaves the folder).
Result<std::string> path_from(std::string_view here, std::string_view typed);

// Before a name, restricts the pattern to the top.
inline constexpr std::string_view kAtTop = "{./,}";

// Is it "./x", "../x", "." or ".."?
bool is_explicitly_relative(std::string_view typed);

}  // namespace suit
