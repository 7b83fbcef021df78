// The library of the fork server: the functions that turn a program into one. See fork_server.h.
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "sandbox/sandbox_loop.h"

// Returns in each run's own process. The text stays valid there. Null: this process was not started as a fork
// server.
extern "C" __attribute__((visibility("default"))) const char* suit_wait_for_run() {
  using namespace suit;
  const char* text = std::getenv("SUIT_FORK_SERVER");
  int request = -1, socket = -1, message = -1, root = -1;
  if (!text || std::sscanf(text, "%d %d %d %d", &request, &socket, &message, &root) != 4) return nullptr;
  ::unsetenv("SUIT_FORK_SERVER");
  ::unsetenv("SUIT_FORK_LIBRARY");
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  static UnpackedServer server = unpacked_server(content_of_memory_file(request));
  ::close(request);
  // The library is loaded; switch to the root from which the runs' file systems are built.
  if (::umount2("/tmp", MNT_DETACH) != 0 || ::fchdir(root) != 0 || ::chroot(".") != 0) return nullptr;
  ::close(root);
  SandboxMessage ready;
  if (::write(message, &ready, sizeof ready) != sizeof ready) return nullptr;
  ::close(message);
  SandboxPlan plan;
  plan.options = &server.options;
  plan.masked = &server.masked;
  plan.filter = &server.filter;
  plan.forked = true;
  static std::string command = serve_runs(plan, socket, nullptr);
  return command.c_str();
}
