// The loop of the sandbox's server: for each request from its socket it creates a child in its own
// namespaces.
#pragma once

#include <string>

#include "sandbox/sandbox_child.h"
#include "sandbox/sandbox_request.h"

namespace suit {

// Becomes a fork server. Call it in a child of the loop that has released the loop's resources. Never
// returns.
using BeForkServer = void (*)(const RequestDescriptors& descriptors);

// Serves until the socket ends, then ends the process and all its children. Returns only if plan.forked: in
// the isolated process of a run's command, with the command.
std::string serve_runs(const SandboxPlan& plan, int socket, BeForkServer be_fork_server);

}  // namespace suit
