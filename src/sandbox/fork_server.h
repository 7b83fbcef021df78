// A fork server: a program that has loaded shared modules and waits; each run is a fork of it, in its own
// sandbox.
//
// The sandbox's server starts it on the read-only system that all runs see, without a network, and with its
// own capabilities. It must therefore run no code of the folder. The program loads the library at
// SUIT_FORK_LIBRARY, single-threaded, and calls suit_wait_for_run(). That returns only in the processes of
// runs, fully isolated, with the run's command as text.
#pragma once

#include <string_view>

#include "sandbox/sandbox_request.h"

namespace suit {

// The library, as bytes; the build makes it from fork_main.cc and its dependencies.
std::string_view fork_library();

// Runs in a child of the sandbox's server with its own mounts and network. `descriptors`: see
// RequestKind::kForkServer.
[[noreturn]] void be_fork_server(const RequestDescriptors& descriptors);

}  // namespace suit
