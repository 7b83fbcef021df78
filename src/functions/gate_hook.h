// The contracts of the hooks that call the gate: what they read on standard input, and what stops a turn or a
// push.
#pragma once

#include "functions/gate_judge.h"
#include "functions/gate_run.h"

namespace suit {

// Blocks in a row after which an agent is let go: Claude Code overrides the ninth.
inline constexpr int64_t kBlocksMax = 8;

}  // namespace suit

namespace suit::functions {

// Agents: an error is an answer that blocks. git's hooks: `start` is the repository; a verdict other than
// accepted is an exit status other than 0, and so is an error.
Result<GateRun::Answer> answer_hook(const std::string& start, const GateRun::Request& request,
                                    const GateOptions& options, Watch& watch);

}  // namespace suit::functions
