// The names that a task speaks of: what to look for in the folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// Paths, quoted texts, identifiers, then rarer words; no everyday words. At most 24.
std::vector<std::string> names_in_task(std::string_view task);

}  // namespace suit
