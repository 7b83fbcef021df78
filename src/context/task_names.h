// Extracts from a task the names to look for in the folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// Returns paths, quoted texts, identifiers, then rarer words, without common words. At most 24.
std::vector<std::string> names_in_task(std::string_view task);

}  // namespace suit
