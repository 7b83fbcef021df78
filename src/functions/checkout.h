// Fetches a repository from an allowed host into a scratch folder, for reading. Runs nothing from it.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "base/vanishing_folder.h"
#include "loop/workspace.h"
#include "model/egress.h"

namespace suit {

struct Checkout {
  VanishingFolder scratch;
  std::string path;  // the working tree inside it; named after the repository
};

// All of its history: libgit2 knows no shallow clones. Neither the user's nor the system's configuration of
// git counts, no credentials are sent, redirects are not followed, submodules are left out. `progress` is
// told the bytes received. Errors: kInvalid (the address), kDenied (the host, offline), kUnavailable, kLimit
// (over 2 GB), kCancelled.
Result<Checkout> fetch_repository(const std::string& address, const Settings& settings, Egress& egress,
                                  const std::atomic<bool>* cancelled,
                                  const std::function<void(uint64_t bytes)>& progress);

}  // namespace suit
