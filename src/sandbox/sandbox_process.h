// The parent's side of a sandbox process: its pipes, its user map, what its failures mean.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <utility>

#include "base/result.h"
#include "sandbox/sandbox_child.h"

namespace suit {

struct Pipe {
  int read = -1, write = -1;
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  ~Pipe() {
    close_read();
    close_write();
  }
  bool open();  // both ends closed on exec
  void close_read() {
    if (read >= 0) ::close(std::exchange(read, -1));
  }
  void close_write() {
    if (write >= 0) ::close(std::exchange(write, -1));
  }
};

// fork() for a child that enters a user namespace.
pid_t fork_single();

// Every id that this process knows, mapped to itself: with real root all of them, else one.
bool write_user_map(pid_t child);

// Answers kReady: the user map, then kGo.
Result<void> let_go_on(pid_t child, Pipe& go);

// Of a message that is kFailed.
Error failed_step(const SandboxMessage& message);

}  // namespace suit
