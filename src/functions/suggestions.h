// Example tasks for a new folder, with names that exist in it.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "ledger/ledger.h"
#include "verify/check.h"

namespace suit {

// At most `limit` tasks that need no model, most useful first; fixing a check that failed last comes first.
// Work is bounded for any folder size: a few hundred names and a few files are read.
std::vector<std::string> suggested_tasks(Files& files, const std::vector<Check>& checks, Ledger* ledger,
                                         size_t limit);

}  // namespace suit
