// Runs a program of the user's with the user's rights, such as a password manager or ssh-keygen. What a
// folder or a model names runs in the sandbox instead.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace suit {

struct ProcessOptions {
  std::string input = "/dev/null";            // the file that is its standard input
  std::vector<std::string> environment = {};  // NAME=value, in addition to the caller's
  int64_t time_ms = 30'000;
  size_t output_bytes_max = 64u << 10;  // of each stream
  bool has_terminal = true;             // false: it can't ask at the caller's terminal
  const std::atomic<bool>* cancelled = nullptr;
};

struct ProcessRun {
  bool started = false;  // false: there is no such program
  bool ended = false;    // false: killed, for a limit or because it was cancelled
  int status = -1;       // as waitpid() gives it
  std::string out, err;
  bool passed() const { return ended && status == 0; }
};

// The program is found by PATH. If it is killed, so is what it started in its process group.
ProcessRun run_process(const std::vector<std::string>& arguments, const ProcessOptions& options);

}  // namespace suit
