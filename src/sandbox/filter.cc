#include "sandbox/filter.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <memory>

namespace suit {
namespace {

// Denied: access to other processes, the kernel's configuration, new namespaces and mounts, and interfaces
// that namespaces do not cover. Based on the lists of codex, Flatpak and systemd's @system-service.
constexpr const char* kDenied[] = {"ptrace",
                                   "process_vm_readv",
                                   "process_vm_writev",
                                   "kcmp",
                                   "pidfd_getfd",
                                   "process_madvise",
                                   "perf_event_open",
                                   "io_uring_setup",
                                   "io_uring_enter",
                                   "io_uring_register",
                                   "userfaultfd",
                                   "bpf",
                                   "add_key",
                                   "request_key",
                                   "keyctl",
                                   "mount",
                                   "umount2",
                                   "pivot_root",
                                   "chroot",
                                   "setns",
                                   "unshare",
                                   "mount_setattr",
                                   "open_tree",
                                   "move_mount",
                                   "fsopen",
                                   "fsconfig",
                                   "fsmount",
                                   "fspick",
                                   "open_by_handle_at",
                                   "name_to_handle_at",
                                   "quotactl",
                                   "quotactl_fd",
                                   "swapon",
                                   "swapoff",
                                   "reboot",
                                   "kexec_load",
                                   "kexec_file_load",
                                   "init_module",
                                   "finit_module",
                                   "delete_module",
                                   "acct",
                                   "settimeofday",
                                   "clock_settime",
                                   "clock_adjtime",
                                   "adjtimex",
                                   "sethostname",
                                   "setdomainname",
                                   "iopl",
                                   "ioperm",
                                   "syslog",
                                   "vhangup",
                                   "lookup_dcookie",
                                   "nfsservctl",
                                   "uselib",
                                   "fanotify_init",
                                   "memfd_secret",
                                   "modify_ldt",
                                   "migrate_pages",
                                   "move_pages",
                                   "mbind",
                                   "set_mempolicy",
                                   "get_mempolicy"};

// System calls after Linux 6.7 fail with ENOSYS, since their effects have not been reviewed; the first is
// statmount. All architectures share these numbers; programs fall back.
constexpr uint32_t kFirstUnknownCall = 457;
constexpr uint32_t kX32Bit = 0x4000'0000;

// Address families confined by a network namespace; all others (vsock, packet …) are denied. Netlink is
// allowed for queries about the namespace's own interfaces and routes: changes need capabilities.
constexpr int kFamilies[] = {AF_UNIX, AF_INET, AF_INET6};

constexpr uint64_t kNamespaceFlags = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                     CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME;

int add_rules(scmp_filter_ctx filter) {
  int failed = 0;
  const uint32_t denied = SCMP_ACT_ERRNO(EPERM);
  for (const char* name : kDenied) {
    int call = seccomp_syscall_resolve_name(name);
    if (call != __NR_SCMP_ERROR) failed |= seccomp_rule_add(filter, denied, call, 0);
  }
  // glibc falls back to clone, whose flags the filter can inspect.
  failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  for (uint64_t flag = 1; flag != 0; flag <<= 1)
    if (kNamespaceFlags & flag)
      failed |= seccomp_rule_add(filter, denied, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
  // Injects input into a terminal.
  for (uint64_t request : {uint64_t{TIOCSTI}, uint64_t{TIOCLINUX}, uint64_t{TIOCCONS}})
    failed |= seccomp_rule_add(filter, denied, SCMP_SYS(ioctl), 1,
                               SCMP_A1(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFu, request));
  // A limit of 1 prevents a crash from starting core_pattern's program, which runs outside; see set_limits().
  // Changing it appears to succeed, since scripts do so. The kernel reads 32 bits of the resource.
  const uint32_t ignored = SCMP_ACT_ERRNO(0);
  failed |= seccomp_rule_add(filter, ignored, SCMP_SYS(setrlimit), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFu, uint64_t{RLIMIT_CORE}));
  failed |= seccomp_rule_add(filter, ignored, SCMP_SYS(prlimit64), 2,
                             SCMP_A1(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFu, uint64_t{RLIMIT_CORE}),
                             SCMP_A2(SCMP_CMP_NE, 0));
  // A multicast group is left by a packet some seconds after its socket is closed, which the next run in this
  // network would see. To a program no interface seems to support multicast; the loopback interface reports
  // the same.
  constexpr struct {
    uint64_t level, option;
  } kJoins[] = {{IPPROTO_IP, IP_ADD_MEMBERSHIP},  {IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP},
                {IPPROTO_IP, MCAST_JOIN_GROUP},   {IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP},
                {IPPROTO_IPV6, IPV6_JOIN_GROUP},  {IPPROTO_IPV6, IPV6_JOIN_ANYCAST},
                {IPPROTO_IPV6, MCAST_JOIN_GROUP}, {IPPROTO_IPV6, MCAST_JOIN_SOURCE_GROUP}};
  for (auto [level, option] : kJoins)
    failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENODEV), SCMP_SYS(setsockopt), 2,
                               SCMP_A1(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFu, level),
                               SCMP_A2(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFu, option));
  for (int call : {SCMP_SYS(socket), SCMP_SYS(socketpair)}) {
    // All numbers below, between and above the permitted ones (1, 2, 10 and, for socket(), 16).
    failed |= seccomp_rule_add(filter, denied, call, 1, SCMP_A0(SCMP_CMP_EQ, AF_UNSPEC));
    for (int family = AF_UNIX; family <= AF_NETLINK; ++family) {
      bool permitted = std::find(std::begin(kFamilies), std::end(kFamilies), family) != std::end(kFamilies) ||
                       (family == AF_NETLINK && call == SCMP_SYS(socket));
      if (!permitted)
        failed |= seccomp_rule_add(filter, denied, call, 1,
                                   SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family)));
    }
    failed |= seccomp_rule_add(filter, denied, call, 1, SCMP_A0(SCMP_CMP_GT, AF_NETLINK));
  }
  failed |= seccomp_rule_add(filter, denied, SCMP_SYS(socket), 2, SCMP_A0(SCMP_CMP_EQ, AF_NETLINK),
                             SCMP_A2(SCMP_CMP_NE, NETLINK_ROUTE));
  return failed;
}

// Precedes libseccomp's program, which only knows the system calls of its release.
std::string without_unknown_calls(const std::string& filter, uint32_t architecture) {
  const sock_filter before[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 0,
               4),  // another calling convention: left to the rest
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kX32Bit, 2, 0),  // so is this, and -1
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kFirstUnknownCall, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
  };
  return std::string(reinterpret_cast<const char*>(before), sizeof before) + filter;
}

}  // namespace

Result<std::string> make_seccomp_filter() {
  Error failed{ErrorCode::kUnsupported, "the seccomp filter of the sandbox can't be built"};
  std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
  if (!filter) return failed;
  seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary tree: few comparisons per call
  if (add_rules(filter.get()) != 0) return failed;
  int file = ::memfd_create("filter", MFD_CLOEXEC);
  if (file < 0) return failed;
  std::string bytes;
  if (seccomp_export_bpf(filter.get(), file) == 0) {
    bytes.resize(static_cast<size_t>(::lseek(file, 0, SEEK_END)));
    if (::pread(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) bytes.clear();
  }
  ::close(file);
  if (bytes.empty()) return failed;
  return without_unknown_calls(bytes, seccomp_arch_native());
}

}  // namespace suit
