#include "verify/sandbox_server.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/clock.h"
#include "verify/fork_server.h"
#include "verify/sandbox_loop.h"
#include "verify/world.h"

namespace suit {
namespace {

[[noreturn]] void be_server(const SandboxPlan& plan, int socket, const SandboxPipes& pipes) {
  close_all_but({socket, pipes.message, pipes.go});
  hide_arguments();
  enter_user_namespace(pipes);
  SandboxMessage message;
  WorldError error;
  if (::unshare(CLONE_NEWNS) != 0) {
    message = {SandboxMessage::kFailed, errno, 0, "make a mount namespace"};
  } else if (!build_base(plan, error)) {
    message = {SandboxMessage::kFailed, error.number, error.overlay ? SandboxMessage::kNoOverlay : 0, {}};
    std::memcpy(message.step, error.step, sizeof message.step);
  }
  if (::write(pipes.message, &message, sizeof message) != sizeof message || message.kind == SandboxMessage::kFailed) ::_exit(1);
  ::close(pipes.message);
  ::close(pipes.go);
  (void)serve_runs(plan, socket, be_fork_server);
  ::_exit(1);
}

// The child's next message; none where it took longer or died.
std::optional<SandboxMessage> message_within(int64_t wait_us, int pipe, bool& timed_out) {
  pollfd source{pipe, POLLIN, 0};
  int64_t until_us = monotonic_us() + wait_us;
  int ready;
  do {
    ready = ::poll(&source, 1, static_cast<int>(std::max<int64_t>(0, until_us - monotonic_us()) / 1000));
  } while (ready < 0 && errno == EINTR);
  timed_out = ready == 0;
  SandboxMessage said;
  if (ready <= 0 || ::read(pipe, &said, sizeof said) != sizeof said) return {};
  return said;
}

// Its program may load much before it says that it is ready.
constexpr int64_t kForkServerWait_us = 30'000'000;

// What is forked while another thread holds a lock that only this thread's copy knows waits for ever: an allocator that
// checks addresses has such locks. It takes milliseconds else, so another try is made.
constexpr int64_t kStandWait_us = 8'000'000;
constexpr int kTries = 3;

Result<void> wait_for_fork_server(int pipe) {
  bool timed_out = false;
  auto said = message_within(kForkServerWait_us, pipe, timed_out);
  if (!said) return Error{ErrorCode::kUnsupported, "the program of the fork server did not get ready"};
  if (said->kind == SandboxMessage::kFailed) return failed_step(*said);
  return {};
}

}  // namespace

SandboxServer::~SandboxServer() {
  if (socket_ >= 0) {
    (void)!::send(socket_, &kStop, 1, MSG_NOSIGNAL);
    ::close(socket_);
  }
  if (fork_socket_ >= 0) ::close(fork_socket_);
  while (process_ > 0 && ::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void SandboxServer::kill() {
  ::kill(process_, SIGKILL);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  ::close(std::exchange(socket_, -1));
}

Result<void> SandboxServer::start(const SandboxPlan& plan, bool& timed_out) {
  int ends[2];
  Pipe message, go;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0 || !message.open() || !go.open())
    return error_from_errno(errno, "open", "pipes for the sandbox");
  socket_ = ends[0];
  process_ = fork_single();
  if (process_ < 0) {
    Error error = error_from_errno(errno, "start", "the sandbox");
    ::close(ends[1]);
    return error;
  }
  if (process_ == 0) be_server(plan, ends[1], {-1, message.write, go.read});
  ::close(ends[1]);
  message.close_write();
  // The first message asks for the user map, the second says that all stands.
  for (bool is_mapped : {false, true}) {
    auto said = message_within(kStandWait_us, message.read, timed_out);
    if (timed_out) return Error{ErrorCode::kIo, "the sandbox did not get ready"};
    if (!said) return Error{ErrorCode::kIo, "the sandbox died while it was set up"};
    if (said->kind == SandboxMessage::kFailed) return failed_step(*said);
    if (!is_mapped) {
      RETURN_IF_ERROR(let_go_on(process_, go));
    }
  }
  return {};
}

Result<void> SandboxServer::stand(const SandboxPlan& plan) {
  for (int tries = 0; !started_ && tries < kTries; ++tries) {
    bool timed_out = false;
    auto started = start(plan, timed_out);
    if (timed_out) kill();
    if (!timed_out || tries + 1 == kTries) started_ = started;
  }
  return *started_;
}

Result<void> SandboxServer::start_fork_server(const SandboxPlan& plan, const std::vector<std::string>& program) {
  std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(stand(plan));
  if (fork_socket_ >= 0) return Error{ErrorCode::kConflict, "this sandbox has a fork server already"};
  int ends[2];
  Pipe message;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0 || !message.open() || !fork_go_.open())
    return error_from_errno(errno, "open", "pipes for the fork server");
  int request = memory_file(packed_fork_server(plan, program));
  bool sent = request >= 0 && send_request(socket_, RequestKind::kForkServer, {request, ends[1], message.write, fork_go_.read});
  int number = errno;
  if (request >= 0) ::close(request);
  ::close(ends[1]);
  message.close_write();
  fork_go_.close_read();
  Result<void> ready = sent ? Result<void>() : error_from_errno(number, "reach", "the sandbox");
  if (ready) ready = wait_for_fork_server(message.read);
  if (!ready) {
    ::close(ends[0]);
    fork_go_.close_write();
    return ready;
  }
  fork_socket_ = ends[0];
  return {};
}

Result<void> SandboxServer::run(const SandboxPlan& plan, const SandboxPipes& pipes) {
  int socket;
  {
    std::lock_guard lock(mutex_);
    if (plan.forked && fork_socket_ < 0) return Error{ErrorCode::kUnsupported, "this sandbox has no fork server"};
    if (plan.keep && std::exchange(has_kept_, true)) return Error{ErrorCode::kConflict, "this sandbox has kept a run already"};
    if (plan.on_kept && !has_kept_) return Error{ErrorCode::kUnsupported, "this sandbox has kept no run"};
    RETURN_IF_ERROR(stand(plan));
    socket = plan.forked ? fork_socket_ : socket_;
  }
  int request = memory_file(packed_run(plan));
  if (request < 0) return error_from_errno(errno, "hand on", "the edits");
  bool sent = send_request(socket, RequestKind::kRun, {request, pipes.output, pipes.message, pipes.go});
  int number = errno;
  ::close(request);
  if (!sent) return error_from_errno(number, "reach", "the sandbox");
  return {};
}

}  // namespace suit
