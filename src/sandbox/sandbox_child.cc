#include "sandbox/sandbox_child.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/clock.h"
#include "base/text.h"
#include "sandbox/run_networks.h"
#include "sandbox/run_usage.h"
#include "sandbox/world.h"
#include "sandbox/written_files.h"

namespace suit {
namespace {

[[noreturn]] void send_and_exit(int pipe, const SandboxMessage& message) {
  (void)!::write(pipe, &message, sizeof message);
  ::_exit(message.kind == SandboxMessage::kEnded ? 0 : 1);
}

[[noreturn]] void fail(int pipe, const char* step, int number, int32_t detail = 0) {
  SandboxMessage message{SandboxMessage::kFailed, number, detail, {}};
  std::snprintf(message.text, sizeof message.text, "%s", step);
  send_and_exit(pipe, message);
}

void drop_capabilities() {
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
    ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  ::syscall(SYS_capset, &header, none);
}

// A second layer behind the read-only mounts, and the only one for signals and abstract sockets out of the
// sandbox. Without Landlock only the mounts protect.
bool restrict_by_landlock(const std::string& folder) {
  long abi = landlock_abi();
  if (abi < 1) return true;
  // Newer than Debian 12's headers, so the constants are numbers. Layout: linux/landlock.h, append-only.
  struct {
    uint64_t handled_access_fs, handled_access_net, scoped;
  } attributes{};
  uint64_t writing = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
  if (abi >= 2) writing |= 1u << 13;  // REFER
  if (abi >= 3) writing |= 1u << 14;  // TRUNCATE
  attributes.handled_access_fs = writing;
  if (abi >= 6) attributes.scoped = 3;  // abstract sockets, signals
  size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  long ruleset = ::syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return false;
  for (const char* path : {folder.c_str(), "/tmp", "/dev"}) {
    landlock_path_beneath_attr rule{writing, ::open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0 ||
        ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
      return false;
    ::close(rule.parent_fd);
  }
  bool restricted = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(static_cast<int>(ruleset));
  return restricted;
}

void set_limits(const SandboxLimits& limits, int parallel) {
  auto set = [](__rlimit_resource resource, uint64_t value) {
    rlimit limit{value, value};
    ::setrlimit(resource, &limit);
  };
  // 0 would not do: if core_pattern names a program, the kernel starts it anyway, outside and as root. It
  // skips that for 1; see do_coredump() in fs/coredump.c.
  set(RLIMIT_CORE, 1);
  set(RLIMIT_FSIZE, limits.scratch_bytes);
  set(RLIMIT_NOFILE, 4096);
  set(RLIMIT_MEMLOCK, 8u << 20);
  set(RLIMIT_MSGQUEUE, 0);
  // Counted per user in the user namespace, which concurrent runs share; no effect for real root, for whom
  // the watch below counts.
  set(RLIMIT_NPROC, static_cast<uint64_t>(limits.processes) * static_cast<uint64_t>(std::max(1, parallel)));
}

bool connect_streams(int output) {
  int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(null, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  return null >= 0 && ::syscall(SYS_close_range, 3, ~0u, 4 /* CLOSE_RANGE_CLOEXEC */) == 0;
}

[[noreturn]] void execute(const SandboxPlan& plan, const std::vector<char*>& environment, int message_pipe) {
  const char* arguments[] = {"sh", "-c", plan.command.c_str(), nullptr};
  ::execve("/bin/sh", const_cast<char**>(arguments), const_cast<char**>(environment.data()));
  fail(message_pipe, "start /bin/sh", errno);
}

// The command's own process: drops all rights, then executes the command or, if forked, returns.
void become_command(const SandboxPlan& plan, const SandboxPipes& pipes) {
  ::setsid();
  ::setpriority(PRIO_PROCESS, 0, 5);  // the watch must run before a fork bomb
  if (::chdir(plan.options->folder.c_str()) != 0) fail(pipes.message, "enter the folder", errno);
  set_limits(plan.options->limits, plan.options->parallel);
  if (!connect_streams(pipes.output)) fail(pipes.message, "keep open files from the command", errno);
  drop_capabilities();
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail(pipes.message, "set no_new_privs", errno);
  if (!restrict_by_landlock(plan.options->folder)) fail(pipes.message, "restrict with Landlock", errno);
  sock_fprog program{static_cast<unsigned short>(plan.filter->size() / sizeof(sock_filter)),
                     reinterpret_cast<sock_filter*>(const_cast<char*>(plan.filter->data()))};
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
    fail(pipes.message, "load the seccomp filter", errno);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (!plan.forked) execute(plan, environment_of(plan), pipes.message);
  close_all_but({});  // no exec closes them here; some are the first process's
}

constexpr int64_t kSample_us = 20'000;

// Opened for both directions, so that it never ends: the command may open and close it any number of times.
int open_report() {
  if (::mkfifo(kReportPath, 0622) != 0) return -1;
  int report = ::open(kReportPath, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (report >= 0) (void)::fcntl(report, F_SETPIPE_SZ, 1 << 20);
  return report;
}

// At most so much that the limits are still watched.
void pass_on_report(int report, int message_pipe, size_t bytes_max) {
  for (size_t passed = 0; report >= 0 && passed < bytes_max;) {
    SandboxMessage message{SandboxMessage::kReport, 0, 0, {}};
    ssize_t got = ::read(report, message.text, sizeof message.text);
    if (got <= 0) return;
    message.number = static_cast<int32_t>(got);
    passed += static_cast<size_t>(got);
    if (::write(message_pipe, &message, sizeof message) != sizeof message) return;
  }
}

void pass_on_written(const std::vector<std::string>& paths, int message_pipe) {
  for (const std::string& path : paths) {
    SandboxMessage message{SandboxMessage::kWritten, static_cast<int32_t>(path.size()), 0, {}};
    if (path.size() > sizeof message.text) continue;
    std::memcpy(message.text, path.data(), path.size());
    if (::write(message_pipe, &message, sizeof message) != sizeof message) return;
  }
}

// The namespace's first process: waits, reaps, counts. When it exits, the kernel kills the rest.
[[noreturn]] void watch(pid_t command, const RunUsage& usage, int message_pipe, int report,
                        const SandboxPlan& plan, const FolderLayers& layers) {
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  drop_capabilities();
  ::setpriority(PRIO_PROCESS, 0, 0);
  sigset_t child;
  ::sigemptyset(&child);
  ::sigaddset(&child, SIGCHLD);
  int64_t looked_us = monotonic_us();
  for (;;) {
    int status = 0;
    pid_t ended;
    while ((ended = ::waitpid(-1, &status, WNOHANG)) > 0) {
      if (ended != command) continue;
      pass_on_report(report, message_pipe, 2u << 20);
      if (plan.list_written) pass_on_written(written_files(layers, *plan.edits), message_pipe);
      SandboxMessage message{SandboxMessage::kEnded, 0, 0, {}};
      bool exited = WIFEXITED(status);
      message.end = static_cast<int32_t>(exited ? SandboxEnd::kExited : SandboxEnd::kSignalled);
      message.number = exited ? WEXITSTATUS(status) : WTERMSIG(status);
      send_and_exit(message_pipe, message);
    }
    timespec pause{0, kSample_us * 1000};
    // The command may send any number of SIGCHLDs: they must not delay the next sample.
    if (::sigtimedwait(&child, nullptr, &pause) == SIGCHLD && monotonic_us() - looked_us < kSample_us)
      continue;
    looked_us = monotonic_us();
    pass_on_report(report, message_pipe, 256u << 10);
    if (auto passed = usage.passed_limit())
      send_and_exit(message_pipe, {SandboxMessage::kEnded, 0, static_cast<int32_t>(*passed), {}});
  }
}

// An inherited handler or ignored SIGCHLD would let the command's signals reach the first process, or hide
// the command's end from it.
void reset_signals() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
}

}  // namespace

void close_all_but(std::initializer_list<int> given) {
  std::array<int, 8> kept;
  CHECK(given.size() <= kept.size());
  auto end = std::remove_if(kept.begin(), std::copy(given.begin(), given.end(), kept.begin()),
                            [](int descriptor) { return descriptor < 3; });
  std::sort(kept.begin(), end);
  unsigned first = 3;
  for (auto descriptor = kept.begin(); descriptor != end; ++descriptor) {
    auto next = static_cast<unsigned>(*descriptor);
    if (next > first) ::syscall(SYS_close_range, first, next - 1, 0);
    first = next + 1;
  }
  ::syscall(SYS_close_range, first, ~0u, 0);
}

bool keep_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2] = {};
  if (::syscall(SYS_capget, &header, sets) != 0) return false;
  for (__user_cap_data_struct& set : sets) set.inheritable = set.permitted;
  if (::syscall(SYS_capset, &header, sets) != 0) return false;
  for (int capability = 0; capability < 64; ++capability)
    if ((sets[capability / 32].permitted >> (capability % 32)) & 1)
      ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0);
  return true;
}

void hide_arguments() {
  auto stat = read_file("/proc/self/stat", 4096);
  if (!stat) return;
  auto fields = split(std::string_view(*stat).substr(stat->rfind(')') + 2),
                      ' ');  // from the third field on; see proc(5)
  constexpr size_t kStart = 48 - 3, kEnd = 49 - 3;
  if (fields.size() <= kEnd) return;
  uintptr_t start = std::strtoull(fields[kStart].data(), nullptr, 10),
            end = std::strtoull(fields[kEnd].data(), nullptr, 10);
  if (start != 0 && end > start) std::memset(reinterpret_cast<void*>(start), 0, end - start);
}

void be_first_process(const SandboxPlan& plan, const SandboxPipes& pipes) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t child;
  ::sigemptyset(&child);
  ::sigaddset(&child, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &child, nullptr);
  hide_arguments();
  WorldError error;
  FolderLayers layers;
  if (!build_world(plan, error, layers))
    fail(pipes.message, error.step, error.number, error.overlay ? SandboxMessage::kNoOverlay : 0);
  if (!plan.base_stands) raise_loopback();
  (void)!::sethostname("localhost", 9);  // a resolvable name: programs look up their own address
  RunUsage usage(*plan.options);         // now: later the memory for opening may be used up
  if (!usage.is_ready()) fail(pipes.message, "open /proc", errno);
  int report = plan.report ? open_report() : -1;
  if (plan.report && report < 0) fail(pipes.message, "make a pipe for the report", errno);
  pid_t command = ::fork();
  if (command < 0) fail(pipes.message, "fork", errno);
  if (command == 0) return become_command(plan, pipes);
  ::close(pipes.output);
  watch(command, usage, pipes.message, report, plan, layers);
}

long landlock_abi() {
  return std::max(0L, ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
}

void enter_user_namespace(const SandboxPipes& pipes) {
  ::setsid();  // detach from the terminal
  reset_signals();
  if (::unshare(CLONE_NEWUSER) != 0) fail(pipes.message, "make a user namespace", errno);
  // Entering it made /proc/self root's, so the parent could not write the map.
  ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  SandboxMessage ready;
  char byte = 0;
  if (::write(pipes.message, &ready, sizeof ready) != sizeof ready || ::read(pipes.go, &byte, 1) != 1 ||
      byte != kGo)
    ::_exit(1);
}

void run_sandbox_child(const SandboxPlan& plan, const SandboxPipes& pipes) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP) !=
      0)
    fail(pipes.message, "make namespaces", errno);
  pid_t first = ::fork();
  if (first < 0) fail(pipes.message, "fork", errno);
  if (first == 0) {
    be_first_process(plan, pipes);
    ::_exit(1);  // not reached: only forked runs return, and they have a server
  }
  ::close(pipes.output);
  // Another byte from the parent means stop. The wait returns only when every process of the namespace, and
  // its mounts, are gone: when this process ends, nothing of the command is left.
  pollfd sources[2] = {{pipes.go, POLLIN, 0},
                       {static_cast<int>(::syscall(SYS_pidfd_open, first, 0)), POLLIN, 0}};
  while (::poll(sources, 2, -1) < 0 && errno == EINTR) {
  }
  if (sources[0].revents) ::kill(first, SIGKILL);
  int status = 0;
  while (::waitpid(first, &status, 0) < 0 && errno == EINTR) {
  }
  ::_exit(0);
}

std::vector<char*> environment_of(const SandboxPlan& plan) {
  std::vector<char*> environment;
  for (const std::string& variable : *plan.environment)
    environment.push_back(const_cast<char*>(variable.c_str()));
  environment.push_back(nullptr);
  return environment;
}

void run_unisolated_child(const SandboxPlan& plan, const std::vector<char*>& environment,
                          const SandboxPipes& pipes) {
  close_all_but({pipes.output, pipes.message, pipes.go});
  ::setsid();
  reset_signals();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  pid_t command = ::fork();
  if (command < 0) fail(pipes.message, "fork", errno);
  if (command == 0) {
    if (::chdir(plan.scratch.c_str()) != 0) fail(pipes.message, "enter the copy", errno);
    if (!connect_streams(pipes.output)) fail(pipes.message, "keep open files from the command", errno);
    execute(plan, environment, pipes.message);
  }
  ::close(pipes.output);
  int status = 0;
  while (::waitpid(command, &status, 0) < 0 && errno == EINTR) {
  }
  SandboxMessage message{SandboxMessage::kEnded, 0, 0, {}};
  bool exited = WIFEXITED(status);
  message.end = static_cast<int32_t>(exited ? SandboxEnd::kExited : SandboxEnd::kSignalled);
  message.number = exited ? WEXITSTATUS(status) : WTERMSIG(status);
  send_and_exit(pipes.message, message);
}

}  // namespace suit
