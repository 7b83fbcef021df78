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

// Clones the full history: libgit2 has no shallow clones. Ignores the git configuration of the user and the
// system, sends no credentials, follows no redirects, skips submodules. `progress` gets the bytes received.
// Errors: kInvalid (the address), kDenied (the host, offline), kUnavailable, kLimit (over 2 GB), kCancelled.
Result<Checkout> fetch_repository(const std::string& address, const Settings& settings, Egress& egress,
                                  const std::atomic<bool>* cancelled,
                                  const std::function<void(uint64_t bytes)>& progress);

}  // namespace suit
