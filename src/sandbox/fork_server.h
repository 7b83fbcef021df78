// A fork server: a program that has loaded what many runs need and waits; each run is a fork of it, in a
// sandbox of its own.
//
// It starts in the process that makes sandboxes, on the read-only system that they all see and without a
// network, and has that process's capabilities there: so it must run nothing of the folder. The program loads
// the library whose path is in SUIT_FORK_LIBRARY, single-threaded, and calls suit_wait_for_run(). That
// returns only in the processes of the runs, where everything that a sandbox shuts in is shut in, with the
// run's command as text.
#pragma once

#include <string_view>

#include "sandbox/sandbox_request.h"

namespace suit {

// The library, as bytes; made by the build from fork_main.cc and what that needs.
std::string_view fork_library();

// In a child of the sandbox's server with mounts and a network of its own. `descriptors`: see
// RequestKind::kForkServer.
[[noreturn]] void be_fork_server(const RequestDescriptors& descriptors);

}  // namespace suit
