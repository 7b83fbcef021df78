// A path or pattern that a person typed, as one of the folder's. It counts from where the person stands, as
// in a shell; what is found only from the top of the folder is meant from there, and where both name
// something the person says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "folder/folder.h"

namespace suit {

// The two readings, as a pattern (scope_glob_matches) or path from the top. Where both are set they name
// different files.
struct TypedPath {
  std::optional<std::string> here;
  std::optional<std::string> top;
  bool is_unclear() const { return here && top; }
  // The one that names something; what was typed, counted from where the person stands, where neither does.
  std::string only = {};
};

// `here`: the folder where the person stands, from the top; "" at the top. "./x" and "../x" count from there
// alone. Errors: kInvalid (it leaves the folder); those of Folder::list.
Result<TypedPath> find_typed_path(Folder& folder, std::string_view here, std::string_view typed);

// "./a/../b" typed in `here`, as a path from the top; "" is the top itself. Errors: kInvalid (it leaves the
// folder).
Result<std::string> path_from(std::string_view here, std::string_view typed);

// Before a name makes it a pattern for what is at the top alone.
inline constexpr std::string_view kAtTop = "{./,}";

// Is it "./x", "../x" or one of the dots alone?
bool is_explicitly_relative(std::string_view typed);

}  // namespace suit
