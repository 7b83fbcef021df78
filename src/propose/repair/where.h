// Evidence for a fault's location besides the lines that tests run.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "folder/folder.h"
#include "propose/repair/heat.h"

namespace suit::repair {

// Raises uncommitted lines most, then those of the last commits. `folder`: the path of the real one.
void weigh_by_history(Heat& heat, const std::string& folder);

// Raises functions that are called in the failure's output, or in the last lines before a place that it
// names: an assertion tests what it calls.
void weigh_by_calls(Heat& heat, const std::string& output, Folder& folder);

// Their names with their weight: 1 in the output and the lines that it names, less above these. `read`:
// returns the text of a file that the output names; nullopt if it does not exist.
std::map<std::string, double> called_where_it_failed(
    const std::string& output,
    const std::function<std::optional<std::string>(const std::string& named)>& read);

}  // namespace suit::repair
