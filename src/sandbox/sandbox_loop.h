// The loop of a process that makes sandboxes: for each request from its socket a child in namespaces of its
// own.
#pragma once

#include <string>

#include "sandbox/sandbox_child.h"
#include "sandbox/sandbox_request.h"

namespace suit {

// Becomes a fork server. Called in a child of the loop, after it has let go of all the loop held. Never
// returns.
using BeForkServer = void (*)(const RequestDescriptors& descriptors);

// Serves until the socket ends, then ends the process and all it made. Returns only where plan.forked: in the
// process of a run's command, shut in, with the command.
std::string serve_runs(const SandboxPlan& plan, int socket, BeForkServer be_fork_server);

}  // namespace suit
