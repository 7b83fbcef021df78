#include "sandbox/sandbox_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/clock.h"
#include "sandbox/fork_server.h"
#include "sandbox/sandbox_loop.h"
#include "sandbox/world.h"

namespace suit {
namespace {

constexpr const char* kVariable = "SUIT_SANDBOX_SERVER";
constexpr const char* kSingleVariable = "SUIT_SANDBOX_RUN";

// In the child: executes this program again, in a user namespace. A fork of a multithreaded process would
// keep other threads' locks forever. `other`: the server's socket, or a single run's output.
[[noreturn]] void execute_again(const char* variable_name, int plan, int other, const SandboxPipes& pipes) {
  close_all_but({plan, other, pipes.message, pipes.go});
  enter_user_namespace(pipes);
  char variable[96];
  std::snprintf(variable, sizeof variable, "%s=%d %d %d %d", variable_name, plan, other, pipes.message,
                pipes.go);
  for (int kept : {plan, other, pipes.message, pipes.go}) ::fcntl(kept, F_SETFD, 0);
  char name[] = "suit";
  char* arguments[] = {name, nullptr};
  char* environment[] = {variable, nullptr};
  if (keep_capabilities()) ::execve("/proc/self/exe", arguments, environment);
  SandboxMessage failed{SandboxMessage::kFailed, errno, 0, "start again"};
  (void)!::write(pipes.message, &failed, sizeof failed);
  ::_exit(1);
}

[[noreturn]] void be_single(int plan_file, const SandboxPipes& pipes) {
  close_all_but({plan_file, pipes.output, pipes.message, pipes.go});
  for (int kept : {pipes.output, pipes.message, pipes.go}) ::fcntl(kept, F_SETFD, FD_CLOEXEC);
  UnpackedSingle single = unpacked_single(content_of_memory_file(plan_file));
  ::close(plan_file);
  UnpackedServer& server = single.server;
  SandboxPlan plan{&server.options,   &server.masked,     &server.filter, &server.environment,
                   &single.run.edits, single.run.command, single.overlay, single.scratch};
  plan.report = single.run.report;
  plan.list_written = single.run.list_written;
  run_sandbox_child(plan, pipes);
}

[[noreturn]] void be_server(int plan_file, int socket, int message_pipe) {
  close_all_but({plan_file, socket, message_pipe});
  for (int kept : {socket, message_pipe}) ::fcntl(kept, F_SETFD, FD_CLOEXEC);
  UnpackedServer server = unpacked_server(content_of_memory_file(plan_file));
  ::close(plan_file);
  SandboxPlan plan{&server.options, &server.masked, &server.filter, &server.environment, nullptr, {}};
  SandboxMessage message;
  WorldError error;
  if (::unshare(CLONE_NEWNS) != 0) {
    message = {SandboxMessage::kFailed, errno, 0, "make a mount namespace"};
  } else if (!build_base(plan, error)) {
    message = {SandboxMessage::kFailed, error.number, error.overlay ? SandboxMessage::kNoOverlay : 0, {}};
    std::memcpy(message.text, error.step, sizeof error.step);
  }
  if (::write(message_pipe, &message, sizeof message) != sizeof message ||
      message.kind == SandboxMessage::kFailed)
    ::_exit(1);
  ::close(message_pipe);
  (void)serve_runs(plan, socket, be_fork_server);
  ::_exit(1);
}

// Before main(), so that any program can create sandboxes, such as a test.
[[gnu::constructor, gnu::used]] void be_server_if_begun_so() {
  int plan = -1, other = -1, message = -1, go = -1;
  for (const char* name : {kVariable, kSingleVariable}) {
    const char* text = std::getenv(name);
    if (!text || std::sscanf(text, "%d %d %d %d", &plan, &other, &message, &go) != 4) continue;
    if (name == kVariable) be_server(plan, other, message);
    be_single(plan, {other, message, go});
  }
}

// The child's next message; nullopt if it died or timed out.
std::optional<SandboxMessage> message_within(int64_t wait_us, int pipe) {
  pollfd source{pipe, POLLIN, 0};
  int64_t until_us = monotonic_us() + wait_us;
  int ready;
  do {
    ready = ::poll(&source, 1, static_cast<int>(std::max<int64_t>(0, until_us - monotonic_us()) / 1000));
  } while (ready < 0 && errno == EINTR);
  SandboxMessage said;
  if (ready <= 0 || ::read(pipe, &said, sizeof said) != sizeof said) return {};
  return said;
}

// Its program may take long to load.
constexpr int64_t kForkServerWait_us = 30'000'000;

// Far more than a busy machine needs; beyond it the process hangs.
constexpr int64_t kStandWait_us = 20'000'000;

Result<void> wait_for_fork_server(int pipe) {
  auto said = message_within(kForkServerWait_us, pipe);
  if (!said) return Error{ErrorCode::kUnsupported, "the fork server's program did not become ready"};
  if (said->kind == SandboxMessage::kFailed) return failed_step(*said);
  return {};
}

}  // namespace

void become_single(int plan_file, const SandboxPipes& pipes) {
  execute_again(kSingleVariable, plan_file, pipes.output, pipes);
}

SandboxServer::~SandboxServer() {
  if (socket_ >= 0) {
    (void)!::send(socket_, &kStop, 1, MSG_NOSIGNAL);
    ::close(socket_);
  }
  if (fork_socket_ >= 0) ::close(fork_socket_);
  while (process_ > 0 && ::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<void> SandboxServer::start(const SandboxPlan& plan) {
  int ends[2];
  Pipe message, go;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0 || !message.open() || !go.open())
    return error_from_errno(errno, "open", "pipes for the sandbox");
  socket_ = ends[0];
  int plan_file = memory_file(packed_server(plan));
  process_ = plan_file < 0 ? -1 : fork_single();
  if (process_ < 0) {
    Error error = error_from_errno(errno, "start", "the sandbox");
    ::close(ends[1]);
    if (plan_file >= 0) ::close(plan_file);
    return error;
  }
  if (process_ == 0) execute_again(kVariable, plan_file, ends[1], {-1, message.write, go.read});
  ::close(ends[1]);
  ::close(plan_file);
  message.close_write();
  // The first message requests the user map, the second reports that everything is set up.
  for (bool is_mapped : {false, true}) {
    auto said = message_within(kStandWait_us, message.read);
    if (!said) {
      ::kill(process_, SIGKILL);
      return Error{ErrorCode::kIo, "the sandbox died or timed out during set-up"};
    }
    if (said->kind == SandboxMessage::kFailed) return failed_step(*said);
    if (is_mapped) break;
    if (auto gone_on = let_go_on(process_, go); !gone_on) {
      ::kill(process_, SIGKILL);
      return gone_on;
    }
  }
  return {};
}

Result<void> SandboxServer::stand(const SandboxPlan& plan) {
  if (!started_) started_ = start(plan);
  return *started_;
}

Result<void> SandboxServer::start_fork_server(const SandboxPlan& plan,
                                              const std::vector<std::string>& program) {
  std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(stand(plan));
  if (fork_socket_ >= 0) return Error{ErrorCode::kConflict, "this sandbox has a fork server already"};
  int ends[2];
  Pipe message;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0 || !message.open() ||
      !fork_go_.open())
    return error_from_errno(errno, "open", "pipes for the fork server");
  int request = memory_file(packed_server(plan, program));
  bool sent = request >= 0 && send_request(socket_, RequestKind::kForkServer,
                                           {request, ends[1], message.write, fork_go_.read});
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
    if (plan.forked && fork_socket_ < 0)
      return Error{ErrorCode::kUnsupported, "this sandbox has no fork server"};
    if (plan.keep && std::exchange(has_kept_, true))
      return Error{ErrorCode::kConflict, "this sandbox has a kept run already"};
    if (plan.on_kept && !has_kept_) return Error{ErrorCode::kUnsupported, "this sandbox has no kept run"};
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
