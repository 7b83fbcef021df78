// What beside the lines that tests run tells where a fault is.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "folder/folder.h"
#include "propose/repair/heat.h"

namespace suit::repair {

// Lines that are not committed yet are the likeliest, then those of the last commits. `folder`: the real
// one's path.
void weigh_by_history(Heat& heat, const std::string& folder);

// The functions that are called in what the failure prints, or in the last lines before a place that it
// names, are more likely: what an assertion asks about is what it calls.
void weigh_by_calls(Heat& heat, const std::string& output, Folder& folder);

// Their names, each with how much speaks for it: 1 in the output and the lines that it names, less above
// these. `read`: the text of a file that the output names; none where there is no such file.
std::map<std::string, double> called_where_it_failed(
    const std::string& output,
    const std::function<std::optional<std::string>(const std::string& named)>& read);

}  // namespace suit::repair
