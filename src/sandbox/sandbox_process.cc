#include "sandbox/sandbox_process.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "base/text.h"

namespace suit {

bool Pipe::open() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  read = ends[0];
  write = ends[1];
  return true;
}

// ThreadSanitizer starts a thread in a forked child, and a multithreaded process can't enter a user
// namespace.
pid_t fork_single() {
#ifdef __SANITIZE_THREAD__
  return ::_Fork();
#else
  return ::fork();
#endif
}

bool write_user_map(pid_t child) {
  auto write = [&](const char* name, const std::string& text) {
    std::string path = "/proc/" + std::to_string(child) + "/" + name;
    int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(file);
    return written;
  };
  auto identity = [](const char* path, uint64_t own) {
    std::string map;
    if (::geteuid() == 0) {
      if (auto text = read_file(path, 1 << 16)) {
        unsigned long inside = 0, outside = 0, count = 0;
        for (std::string_view line : split_lines(*text))
          if (std::sscanf(std::string(line).c_str(), "%lu %lu %lu", &inside, &outside, &count) == 3)
            map += std::to_string(inside) + " " + std::to_string(inside) + " " + std::to_string(count) + "\n";
      }
    }
    return map.empty() ? std::to_string(own) + " " + std::to_string(own) + " 1\n" : map;
  };
  std::string users = identity("/proc/self/uid_map", ::geteuid());
  std::string groups = identity("/proc/self/gid_map", ::getegid());
  return write("setgroups", "deny") && write("gid_map", groups) && write("uid_map", users);
}

Result<void> let_go_on(pid_t child, Pipe& go) {
  if (!write_user_map(child)) {
    Error error = error_from_errno(errno, "write", "the user map of the sandbox");
    error.code = ErrorCode::kUnsupported;
    return error;
  }
  if (::write(go.write, &kGo, 1) != 1) return error_from_errno(errno, "start", "the sandbox");
  return {};
}

Error failed_step(const SandboxMessage& message) {
  std::string step(message.text, ::strnlen(message.text, sizeof message.text));
  if (message.kind == SandboxMessage::kFailed && message.end == SandboxMessage::kNoOverlay)
    return {ErrorCode::kUnsupported,
            "the sandbox can't be set up: " + step + ": " + std::strerror(message.number),
            "set [sandbox] overlay = \"copy\" or \"auto\" in your own ~/.config/suit/suit.toml; `suit "
            "doctor` shows details"};
  return {ErrorCode::kUnsupported,
          "the sandbox can't be set up: " + step + ": " + std::strerror(message.number),
          "`suit doctor` shows what this machine lacks; to run checks without a sandbox, with your own "
          "rights, set "
          "[sandbox] isolation = \"none\" in your own ~/.config/suit/suit.toml"};
}

}  // namespace suit
