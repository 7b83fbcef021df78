// The parent's side of a sandbox process: pipes, user map, meaning of failures.
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
  bool open();  // both ends close on exec
  void close_read() {
    if (read >= 0) ::close(std::exchange(read, -1));
  }
  void close_write() {
    if (write >= 0) ::close(std::exchange(write, -1));
  }
};

// fork() for a child that enters a user namespace.
pid_t fork_single();

// Every id of this process, mapped to itself: all of them for real root, otherwise one.
bool write_user_map(pid_t child);

// Answers kReady: the user map, then kGo.
Result<void> let_go_on(pid_t child, Pipe& go);

// The error of a kFailed message.
Error failed_step(const SandboxMessage& message);

}  // namespace suit
