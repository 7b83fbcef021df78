// read_key() in config.h.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/clock.h"
#include "base/text.h"
#include "model/config.h"

extern char** environ;

namespace suit {

namespace {

constexpr int64_t kCommandUs = 30'000'000;  // a person may have to unlock something
constexpr size_t kKeyBytesMax = 16'384;

struct Output {
  bool started = false, ended = false;
  int status = -1;
  std::string text = {};
};

bool start(const std::vector<std::string>& arguments, int out, pid_t& child) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, 1);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  // Its own process group, so that it can be killed completely.
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  int failed = ::posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return failed == 0;
}

Output run(const std::vector<std::string>& arguments, const std::atomic<bool>* cancelled) {
  Output output;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return output;
  pid_t child = -1;
  output.started = start(arguments, ends[1], child);
  ::close(ends[1]);
  int64_t until_us = monotonic_us() + kCommandUs;
  while (output.started && monotonic_us() < until_us && !(cancelled && *cancelled) &&
         output.text.size() <= kKeyBytesMax) {
    pollfd end{ends[0], POLLIN, 0};
    if (::poll(&end, 1, 50) <= 0) continue;
    char buffer[4096];
    ssize_t got = ::read(ends[0], buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      output.ended = true;
      break;
    }
    output.text.append(buffer, static_cast<size_t>(got));
  }
  ::close(ends[0]);
  if (!output.started) return output;
  // A process may close its output and continue to run.
  for (pid_t done = 0;
       (done = ::waitpid(child, &output.status, WNOHANG)) == 0 || (done < 0 && errno == EINTR);) {
    if (!output.ended || monotonic_us() >= until_us || (cancelled && *cancelled)) {
      output.ended = false;
      ::kill(-child, SIGKILL);
    }
    ::usleep(1000);
  }
  return output;
}

Result<std::string> cleaned(std::string_view text, const std::string& where) {
  std::string_view key = trim(text);
  if (key.empty()) return Error{ErrorCode::kNotFound, where + " contains no key"};
  for (char c : key)
    if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f)
      return Error{ErrorCode::kDenied,
                   "the output of " + where + " is not a key: it has blanks or other characters"};
  if (key.size() > kKeyBytesMax)
    return Error{ErrorCode::kDenied, "the output of " + where + " is too long for a key"};
  return std::string(key);
}

Result<std::string> from_program(const std::vector<std::string>& arguments, const std::string& where,
                                 const std::atomic<bool>* cancelled, ErrorCode failed) {
  Output output = run(arguments, cancelled);
  if (cancelled && *cancelled) return Error{ErrorCode::kCancelled, "cancelled"};
  if (!output.started)
    return Error{ErrorCode::kNotFound, arguments[0] + " is not installed: no key can be read with it"};
  if (!output.ended)
    return Error{ErrorCode::kDenied, where + " did not end in time, or printed too much for a key"};
  if (output.status != 0)
    return Error{failed, where + " returned no key",
                 "try it in a shell; Suit does not show its output, which may hold the key"};
  return cleaned(output.text, where);
}

}  // namespace

Result<std::string> read_key(const KeySource& source, const std::atomic<bool>* cancelled) {
  switch (source.kind) {
    case KeySource::kNone:
      return std::string();
    case KeySource::kEnvironment: {
      const char* value = ::getenv(source.value.c_str());
      if (!value)
        return Error{ErrorCode::kNotFound, "no key: the environment has no " + source.value,
                     "export " + source.value + "=…"};
      return cleaned(value, "the variable " + source.value);
    }
    case KeySource::kCommand:
      return from_program({"/bin/sh", "-c", source.value}, "the command for the key", cancelled,
                          ErrorCode::kDenied);
    case KeySource::kKeyring:
      return from_program({"secret-tool", "lookup", "service", source.value},
                          "the keyring, service " + source.value, cancelled, ErrorCode::kNotFound);
  }
  return std::string();
}

}  // namespace suit
