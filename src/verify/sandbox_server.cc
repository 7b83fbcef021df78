#include "verify/sandbox_server.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "verify/world.h"

namespace suit {
namespace {

// --- what is asked: a memory file with the command and the edits, and the ends of three pipes ---

constexpr size_t kDescriptors = 4;
using Descriptors = std::array<int, kDescriptors>;  // the memory file, output, message, go

void put(std::string& bytes, uint64_t number) { bytes.append(reinterpret_cast<const char*>(&number), sizeof number); }
void put(std::string& bytes, std::string_view text) {
  put(bytes, uint64_t{text.size()});
  bytes += text;
}

std::string packed(const SandboxPlan& plan) {
  std::string bytes;
  put(bytes, std::string_view(plan.command));
  put(bytes, uint64_t{plan.edits->size()});
  for (const FileEdit& edit : *plan.edits) {
    put(bytes, std::string_view(edit.path));
    put(bytes, static_cast<uint64_t>(edit.after.type));
    put(bytes, uint64_t{edit.after.mode});
    put(bytes, std::string_view(edit.after.content));
  }
  return bytes;
}

// Written by this very program: what does not fit is a fault of ours, not bad input.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
  uint64_t number() {
    CHECK(rest_.size() >= sizeof(uint64_t));
    uint64_t number;
    std::memcpy(&number, rest_.data(), sizeof number);
    rest_.remove_prefix(sizeof number);
    return number;
  }
  std::string text() {
    uint64_t size = number();
    CHECK(rest_.size() >= size);
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }

 private:
  std::string_view rest_;
};

int memory_file(std::string_view bytes) {
  int file = ::memfd_create("suit-run", MFD_CLOEXEC);
  while (file >= 0 && !bytes.empty()) {
    ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      ::close(file);
      return -1;
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return file;
}

// One byte, and the descriptors beside it.
struct Parcel {
  char kind = kStop;
  iovec text{&kind, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(Descriptors))] = {};
  msghdr message{};

  Parcel() {
    message.msg_iov = &text;
    message.msg_iovlen = 1;
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
  }
  Parcel(const Parcel&) = delete;
};

bool send_request(int socket, const Descriptors& descriptors) {
  Parcel parcel;
  parcel.kind = kGo;
  cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptors);
  std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof descriptors);
  ssize_t sent;
  while ((sent = ::sendmsg(socket, &parcel.message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
  }
  return sent == 1;
}

// False: it is over.
bool receive_request(int socket, Descriptors& descriptors) {
  Parcel parcel;
  ssize_t got;
  while ((got = ::recvmsg(socket, &parcel.message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
  }
  cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
  if (got != 1 || parcel.kind != kGo || !header || header->cmsg_len != CMSG_LEN(sizeof descriptors)) return false;
  std::memcpy(descriptors.data(), CMSG_DATA(header), sizeof descriptors);
  return true;
}

// --- the process ---

struct Child {
  pid_t process;
  int message;  // held until nothing of the run is left
  int go;
};

class Server {
 public:
  Server(const SandboxPlan& plan, int socket) : plan_(plan), socket_(socket) {
    sigset_t child;
    ::sigemptyset(&child);
    ::sigaddset(&child, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &child, nullptr);
    ended_ = ::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  }

  [[noreturn]] void serve() {
    for (;;) {
      std::vector<pollfd> sources = {{socket_, POLLIN, 0}, {ended_, POLLIN, 0}};
      for (const Child& child : children_) sources.push_back({child.go, POLLIN, 0});
      if (::poll(sources.data(), sources.size(), -1) < 0) continue;
      for (size_t i = 0; i < children_.size(); ++i)
        if (sources[i + 2].revents) stop(children_[i]);
      if (sources[1].revents) reap();
      if (!sources[0].revents) continue;
      Descriptors descriptors;
      if (!receive_request(socket_, descriptors)) end();
      begin(descriptors);
    }
  }

 private:
  void begin(const Descriptors& descriptors) {
    auto [request, output, message, go] = descriptors;
    constexpr unsigned long kNamespaces =
        CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
    // fork() with namespaces. What glibc's does beyond it, for locks and threads, is not needed: there is one thread.
    pid_t process = static_cast<pid_t>(::syscall(SYS_clone, kNamespaces | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (process == 0) be_run(request, {output, message, go});
    int number = errno;
    ::close(request);
    ::close(output);
    if (process > 0) {
      children_.push_back({process, message, go});
      return;
    }
    SandboxMessage failed{SandboxMessage::kFailed, number, 0, "make namespaces"};
    (void)!::write(message, &failed, sizeof failed);
    ::close(message);
    ::close(go);
  }

  [[noreturn]] void be_run(int request, const SandboxPipes& pipes) {
    // Of the runs beside it, this one must hold nothing: their ends tell when they are over.
    for (const Child& other : children_) {
      ::close(other.message);
      ::close(other.go);
    }
    for (int descriptor : {socket_, ended_, pipes.go}) ::close(descriptor);
    struct stat st;
    std::string bytes;
    if (::fstat(request, &st) == 0 && st.st_size > 0) {
      void* mapped = ::mmap(nullptr, static_cast<size_t>(st.st_size), PROT_READ, MAP_PRIVATE, request, 0);
      if (mapped == MAP_FAILED) ::_exit(1);
      bytes.assign(static_cast<const char*>(mapped), static_cast<size_t>(st.st_size));
      ::munmap(mapped, static_cast<size_t>(st.st_size));
    }
    ::close(request);
    Unpacker unpacker(bytes);
    SandboxPlan plan = plan_;
    plan.command = unpacker.text();
    std::vector<FileEdit> edits(unpacker.number());
    for (FileEdit& edit : edits) {
      edit.path = unpacker.text();
      edit.after.type = static_cast<FileType>(unpacker.number());
      edit.after.mode = static_cast<decltype(edit.after.mode)>(unpacker.number());
      edit.after.content = unpacker.text();
    }
    plan.edits = &edits;
    plan.base_stands = true;
    be_first_process(plan, pipes);
  }

  static void stop(Child& child) {
    ::kill(child.process, SIGKILL);
    ::close(child.go);
    child.go = -1;
  }

  // A first process is gone only once all of its namespace are.
  void reap() {
    signalfd_siginfo info;
    while (::read(ended_, &info, sizeof info) > 0) {
    }
    pid_t ended;
    while ((ended = ::waitpid(-1, nullptr, WNOHANG)) > 0)
      std::erase_if(children_, [&](const Child& child) {
        if (child.process != ended) return false;
        ::close(child.message);
        if (child.go >= 0) ::close(child.go);
        return true;
      });
  }

  [[noreturn]] void end() {
    for (const Child& child : children_) ::kill(child.process, SIGKILL);
    while (::waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
    }
    ::_exit(0);
  }

  const SandboxPlan& plan_;
  int socket_, ended_;
  std::vector<Child> children_;
};

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
  Server(plan, socket).serve();
}

}  // namespace

SandboxServer::~SandboxServer() {
  if (socket_ >= 0) {
    (void)!::send(socket_, &kStop, 1, MSG_NOSIGNAL);
    ::close(socket_);
  }
  while (process_ > 0 && ::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<void> SandboxServer::start(const SandboxPlan& plan) {
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
    SandboxMessage said;
    ssize_t got;
    while ((got = ::read(message.read, &said, sizeof said)) < 0 && errno == EINTR) {
    }
    if (got != sizeof said) return Error{ErrorCode::kIo, "the sandbox died while it was set up"};
    if (said.kind == SandboxMessage::kFailed) return failed_step(said);
    if (!is_mapped) {
      RETURN_IF_ERROR(let_go_on(process_, go));
    }
  }
  return {};
}

Result<void> SandboxServer::run(const SandboxPlan& plan, const SandboxPipes& pipes) {
  {
    std::lock_guard lock(mutex_);
    if (!started_) started_ = start(plan);
    if (!*started_) return started_->error();
  }
  int request = memory_file(packed(plan));
  if (request < 0) return error_from_errno(errno, "hand on", "the edits");
  bool sent = send_request(socket_, {request, pipes.output, pipes.message, pipes.go});
  int number = errno;
  ::close(request);
  if (!sent) return error_from_errno(number, "reach", "the sandbox");
  return {};
}

}  // namespace suit
