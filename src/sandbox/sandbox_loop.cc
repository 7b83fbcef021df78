#include "sandbox/sandbox_loop.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "sandbox/run_networks.h"

namespace suit {
namespace {

struct Child {
  pid_t process;
  int message;  // held until nothing of the run is left
  int go;
  RunNetwork network;  // of a run
};

class Loop {
 public:
  Loop(const SandboxPlan& plan, int socket, BeForkServer be_fork_server)
      : plan_(plan), socket_(socket), be_fork_server_(be_fork_server) {
    sigset_t child;
    ::sigemptyset(&child);
    ::sigaddset(&child, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &child, nullptr);
    ended_ = ::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  }

  std::string serve() {
    for (;;) {
      std::vector<pollfd> sources = {{socket_, POLLIN, 0}, {ended_, POLLIN, 0}};
      for (const Child& child : children_) sources.push_back({child.go, POLLIN, 0});
      if (::poll(sources.data(), sources.size(), -1) < 0) continue;
      for (size_t i = 0; i < children_.size(); ++i)
        if (sources[i + 2].revents) stop(children_[i]);
      if (sources[1].revents) reap();
      if (!sources[0].revents) continue;
      RequestDescriptors descriptors;
      RequestKind kind = receive_request(socket_, descriptors);
      if (kind == RequestKind::kEnd) end();
      if (auto command = begin(kind, descriptors)) return *command;
    }
  }

 private:
  // In the process of a forked run's command: the command. Otherwise empty.
  std::optional<std::string> begin(RequestKind kind, const RequestDescriptors& descriptors) {
    auto [request, output, message, go] = descriptors;
    bool is_run = kind == RequestKind::kRun;
    unsigned long namespaces =
        is_run ? CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
               : CLONE_NEWNS | CLONE_NEWNET;
    RunNetwork network;
    if (is_run) network = networks_.enter();
    // fork() with namespaces. glibc's extra work for locks and threads is not needed: there is one thread.
    pid_t process = is_run && network.descriptor < 0
                        ? -1
                        : static_cast<pid_t>(
                              ::syscall(SYS_clone, namespaces | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (process == 0) {
      // This child must hold no descriptor of the other runs: closing them signals their end.
      for (const Child& other : children_) {
        ::close(other.message);
        ::close(other.go);
        ::close(other.network.descriptor);
      }
      networks_.close_all();
      for (int descriptor : {socket_, ended_, go, network.descriptor}) ::close(descriptor);
      if (is_run) return be_run(request, {output, message, -1});
      be_fork_server_(descriptors);
    }
    if (is_run) networks_.leave();
    int number = errno;
    ::close(request);
    ::close(output);
    if (process > 0) {
      children_.push_back({process, message, go, std::move(network)});
      return {};
    }
    if (network.descriptor >= 0) networks_.give_back(std::move(network));
    SandboxMessage failed{SandboxMessage::kFailed, number, 0, "make namespaces"};
    (void)!::write(message, &failed, sizeof failed);
    ::close(message);
    ::close(go);
    return {};
  }

  std::string be_run(int request, const SandboxPipes& pipes) {
    UnpackedRun run = unpacked_run(content_of_memory_file(request));
    ::close(request);
    SandboxPlan plan = plan_;
    plan.command = std::move(run.command);
    plan.keep = run.keep;
    plan.on_kept = run.on_kept;
    plan.report = run.report;
    plan.list_written = run.list_written;
    plan.edits = &run.edits;
    plan.base_stands = true;
    be_first_process(plan, pipes);
    return plan.command;
  }

  static void stop(Child& child) {
    ::kill(child.process, SIGKILL);
    ::close(child.go);
    child.go = -1;
  }

  // A first process is gone only when all processes of its namespace are.
  void reap() {
    signalfd_siginfo info;
    while (::read(ended_, &info, sizeof info) > 0) {
    }
    pid_t ended;
    while ((ended = ::waitpid(-1, nullptr, WNOHANG)) > 0) {
      auto child = std::find_if(children_.begin(), children_.end(),
                                [&](const Child& one) { return one.process == ended; });
      if (child == children_.end()) continue;
      if (child->go >= 0) ::close(child->go);
      if (child->network.descriptor >= 0) networks_.give_back(std::move(child->network));
      ::close(child->message);  // last: it signals that nothing is left
      children_.erase(child);
    }
  }

  [[noreturn]] void end() {
    for (const Child& child : children_) ::kill(child.process, SIGKILL);
    while (::waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
    }
    ::_exit(0);
  }

  const SandboxPlan& plan_;
  int socket_, ended_;
  BeForkServer be_fork_server_;
  std::vector<Child> children_;
  RunNetworks networks_;
};

}  // namespace

std::string serve_runs(const SandboxPlan& plan, int socket, BeForkServer be_fork_server) {
  return Loop(plan, socket, be_fork_server).serve();
}

}  // namespace suit
