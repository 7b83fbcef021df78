#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.h"
#include "base/descriptor.h"

extern char** environ;

namespace suit {
namespace {

struct Pipe {
  Descriptor from, to;
};

bool make_pipe(Pipe& made) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  made = {Descriptor(ends[0]), Descriptor(ends[1])};
  return true;
}

bool start_process(const std::vector<std::string>& arguments, const ProcessOptions& options, int out, int err,
                   pid_t& child) {
  std::vector<char*> argv, env;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  // The first of equal names counts.
  for (const std::string& one : options.environment) env.push_back(const_cast<char*>(one.c_str()));
  for (char** one = environ; *one; ++one) env.push_back(*one);
  env.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, options.input.c_str(), O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, 1);
  ::posix_spawn_file_actions_adddup2(&actions, err, 2);
  // Its own process group, so that it can be killed completely.
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, options.has_terminal ? POSIX_SPAWN_SETPGROUP : POSIX_SPAWN_SETSID);
  int failed = ::posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), env.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return failed == 0;
}

}  // namespace

ProcessRun run_process(const std::vector<std::string>& arguments, const ProcessOptions& options) {
  ProcessRun run;
  Pipe out, err;
  if (!make_pipe(out) || !make_pipe(err)) return run;
  pid_t child = -1;
  run.started = start_process(arguments, options, out.to.get(), err.to.get(), child);
  if (!run.started) return run;
  out.to = Descriptor();
  err.to = Descriptor();
  int64_t until_us = monotonic_us() + options.time_ms * 1'000;
  auto is_over = [&] {
    return monotonic_us() >= until_us || (options.cancelled && *options.cancelled) ||
           run.out.size() > options.output_bytes_max;
  };
  pollfd ends[] = {{out.from.get(), POLLIN, 0}, {err.from.get(), POLLIN, 0}};
  auto take = [&](int wait_ms) {
    if (::poll(ends, 2, wait_ms) <= 0) return;
    for (size_t i = 0; i < 2; ++i) {
      if (!ends[i].revents) continue;
      char buffer[4096];
      ssize_t got = ::read(ends[i].fd, buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) ends[i].fd = -1;
      std::string& into = i == 0 ? run.out : run.err;
      if (got > 0 && into.size() <= options.output_bytes_max) into.append(buffer, static_cast<size_t>(got));
    }
  };
  // A process may close its output and continue to run.
  for (pid_t done = 0; ends[0].fd >= 0 || done == 0;) {
    if (is_over()) {
      ::kill(-child, SIGKILL);
      while (::waitpid(child, &run.status, 0) < 0 && errno == EINTR) continue;
      return run;
    }
    take(ends[0].fd >= 0 ? 50 : 1);
    if (ends[0].fd < 0) done = ::waitpid(child, &run.status, WNOHANG);
    if (done < 0 && errno == EINTR) done = 0;
  }
  take(0);
  run.ended = true;
  return run;
}

}  // namespace suit
