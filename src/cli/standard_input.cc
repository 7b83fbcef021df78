#include "cli/standard_input.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"

namespace suit {

Result<std::optional<std::string>> StandardInput::line(size_t bytes_max, const std::function<bool()>& over) {
  std::string line;
  for (bool some = false;;) {
    size_t end = read_.find('\n', at_);
    std::string_view part = std::string_view(read_).substr(at_, end == read_.npos ? end : end - at_);
    some |= !part.empty() || end != read_.npos;
    line.append(part.substr(0, bytes_max - line.size()));
    at_ = end == read_.npos ? read_.size() : end + 1;
    if (end != read_.npos) return std::optional(std::move(line));
    ASSIGN_OR_RETURN(bool more, fill(over));
    if (more) continue;
    return some && !over() ? std::optional(std::move(line)) : std::optional<std::string>();
  }
}

Result<std::string> StandardInput::all(size_t bytes_max, std::string_view what,
                                       const std::function<bool()>& over) {
  if (::isatty(STDIN_FILENO))
    return Error{ErrorCode::kInvalid,
                 "the " + std::string(what) + " comes from standard input, which is a terminal",
                 "pipe it in, or name a file with `< FILE`"};
  std::string all;
  for (;;) {
    ASSIGN_OR_RETURN(bool more, fill(over));
    if (over()) return Error{ErrorCode::kCancelled, "stopped: nothing was changed"};
    if (!more) return all;
    if (all.size() + read_.size() > bytes_max)
      return Error{ErrorCode::kInvalid, "standard input is longer than " + human_bytes(bytes_max)};
    all += read_;
  }
}

Result<bool> StandardInput::fill(const std::function<bool()>& over) {
  read_.resize(1 << 16);
  at_ = 0;
  ssize_t got = 0;
  while (!over()) {
    pollfd ready{STDIN_FILENO, POLLIN, 0};
    if (::poll(&ready, 1, 100) <= 0) continue;
    got = ::read(STDIN_FILENO, read_.data(), read_.size());
    if (got >= 0 || (errno != EINTR && errno != EAGAIN)) break;
  }
  int code = errno;
  read_.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0) return error_from_errno(code, "read", "standard input");
  return got > 0;
}

}  // namespace suit
