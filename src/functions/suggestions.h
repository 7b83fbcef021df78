// Tasks for a folder that nobody has asked anything yet, with names that are really in it.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "ledger/ledger.h"
#include "verify/check.h"

namespace suit {

// At most `limit` of them, each understood without a model; the most useful first. A check that failed the
// last time comes first. The work is bounded, however large the folder is: some hundred names are looked at
// and some files read.
std::vector<std::string> suggested_tasks(Files& files, const std::vector<Check>& checks, Ledger* ledger,
                                         size_t limit);

}  // namespace suit
