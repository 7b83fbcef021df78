// The files of programs/, embedded in the binary.
#pragma once

#include <string_view>
#include <vector>

namespace suit {

struct BuiltIn {
  std::string_view name;  // without .prompt
  std::string_view text;
};
const std::vector<BuiltIn>& built_in_programs();

}  // namespace suit
