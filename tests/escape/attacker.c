// The attacks on the sandbox: `attacker NAME [ARGUMENT]`. Prints ESCAPED if the kernel allowed it,
// "contained: reason" if not, "missing: reason" if this kernel lacks the feature. Compiled by the tests; run
// inside the sandbox and, as proof that the attack works, outside. Dangerous attacks end on their own.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

static const char* argument = "";

static int verdict(long result) {
  int number = errno;
  if (result >= 0) return puts("ESCAPED"), 0;
  int missing = number == ENOSYS || number == EAFNOSUPPORT || number == ENODEV || number == EPROTONOSUPPORT ||
                number == EOPNOTSUPP || number == ESOCKTNOSUPPORT;
  return printf("%s: %s\n", missing ? "missing" : "contained", strerror(number)), 1;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// A process to attack.
static pid_t victim(void) {
  pid_t child = fork();
  if (child == 0) {
    alarm(5);
    pause();
    _exit(0);
  }
  return child;
}
static long and_end(pid_t child, long result) {
  int number = errno;
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  errno = number;
  return result;
}

static char secret[16] = "before";

static long a_ptrace(void) {
  pid_t child = victim();
  return and_end(child, ptrace(PTRACE_ATTACH, child, 0, 0));
}
static long a_traceme(void) {
  return ptrace(PTRACE_TRACEME, 0, 0, 0);
}
static long a_vm_write(void) {
  pid_t child = victim();
  char text[] = "after";
  struct iovec from = {text, sizeof text}, to = {secret, sizeof text};
  return and_end(child, process_vm_writev(child, &from, 1, &to, 1, 0));
}
static long a_vm_read(void) {
  pid_t child = victim();
  char text[16];
  struct iovec to = {text, sizeof text}, from = {secret, sizeof text};
  return and_end(child, process_vm_readv(child, &to, 1, &from, 1, 0));
}
static long a_pidfd_getfd(void) {
  pid_t child = victim();
  int process = (int)syscall(SYS_pidfd_open, child, 0);
  return and_end(child, process < 0 ? process : syscall(438, process, 1, 0));
}
static long a_io_uring(void) {
  struct io_uring_params parameters;
  memset(&parameters, 0, sizeof parameters);
  return syscall(SYS_io_uring_setup, 4, &parameters);
}
static long a_bpf(void) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = attributes.value_size = 4;
  attributes.max_entries = 1;
  return syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes);
}
static long a_perf(void) {
  struct perf_event_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.size = sizeof attributes;
  attributes.config = PERF_COUNT_SW_CPU_CLOCK;
  return syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
}
static long a_userfaultfd(void) {
  return syscall(SYS_userfaultfd, O_CLOEXEC);
}
static long a_add_key(void) {
  return syscall(SYS_add_key, "user", "suit-escape", "x", 1, -2 /* the process's */);
}
static long a_keyctl(void) {
  return syscall(SYS_keyctl, 0 /* get id */, -4 /* the user's */, 0, 0, 0);
}
static long a_unshare(void) {
  return unshare(CLONE_NEWUSER);
}
static long a_unshare_mount(void) {
  return unshare(CLONE_NEWUSER | CLONE_NEWNS);
}
static long a_setns(void) {
  int space = open("/proc/self/ns/uts", O_RDONLY);
  return space < 0 ? -1 : setns(space, 0);
}
static long ends_here(long child) {
  if (child == 0) _exit(0);
  if (child > 0) waitpid((pid_t)child, NULL, 0);
  return child;
}
static long a_clone(void) {
  return ends_here(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
}
static long a_clone3(void) {
  struct clone_args arguments;
  memset(&arguments, 0, sizeof arguments);
  arguments.flags = CLONE_NEWUSER;
  arguments.exit_signal = SIGCHLD;
  return ends_here(syscall(SYS_clone3, &arguments, sizeof arguments));
}
static long a_mount(void) {
  return mount("x", argument, "tmpfs", 0, "");
}
static long a_bind(void) {
  return mount("/proc", argument, NULL, MS_BIND, NULL);
}
static long a_remount(void) {
  return mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND, NULL);
}
static long a_umount(void) {
  return umount2(argument, MNT_DETACH);
}
static long a_fsopen(void) {
  return syscall(SYS_fsopen, "tmpfs", 0);
}
static long a_open_tree(void) {
  return syscall(SYS_open_tree, AT_FDCWD, "/", 1 /* clone */);
}
static long a_mount_setattr(void) {
  char attributes[32] = {0};
  return syscall(442, AT_FDCWD, "/", 0, attributes, sizeof attributes);
}
static long a_chroot(void) {
  return chroot(argument);
}
static long a_pivot_root(void) {
  return syscall(SYS_pivot_root, ".", ".");
}
static long a_handle(void) {
  union {
    struct file_handle handle;
    char room[256];
  } file;
  file.handle.handle_bytes = 128;
  int mount_id;
  return name_to_handle_at(AT_FDCWD, ".", &file.handle, &mount_id, 0);
}
static long a_mknod_block(void) {
  return mknod("node", S_IFBLK | 0600, makedev(7, 0));
}
static long a_mknod_memory(void) {
  return mknod("node", S_IFCHR | 0600, makedev(1, 1));
}
static long a_time(void) {
  return syscall(SYS_settimeofday, NULL, NULL);
}
static long a_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return clock_settime(CLOCK_REALTIME, &t);
}
static long a_hostname(void) {
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return sethostname(name, strlen(name));
}
static long a_kernel_log(void) {
  return syscall(SYS_syslog, 10, NULL, 0);
}
static long a_iopl(void) {
  return syscall(SYS_iopl, 3);
}
static long a_setuid(void) {
  return setresuid(12345, 12345, 12345);
}
static long a_setgroups(void) {
  return syscall(SYS_setgroups, 0, NULL);
}
static long a_nice(void) {
  return setpriority(PRIO_PROCESS, 0, -20);
}
static long a_realtime(void) {
  struct sched_param parameter = {1};
  return sched_setscheduler(0, SCHED_FIFO, &parameter);
}
static long a_raise_limit(void) {
  struct rlimit limit;
  limit.rlim_cur = limit.rlim_max = 100;
  setrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_max = 101;
  return setrlimit(RLIMIT_NOFILE, &limit);
}
static long a_family(void) {
  int family = atoi(argument);
  return socket(family,
                family == AF_PACKET || family == AF_NETLINK ? SOCK_RAW
                : family == AF_ALG                          ? SOCK_SEQPACKET
                                                            : SOCK_STREAM,
                0);
}
static long a_netlink(void) {
  return socket(AF_NETLINK, SOCK_RAW, atoi(argument));
}
static long a_netlink_pair(void) {
  int pair[2];
  return socketpair(AF_NETLINK, SOCK_RAW, 0, pair);
}
static long a_route_change(void) {  // takes the loopback interface down: not possible with a query
  struct {
    struct nlmsghdr head;
    struct ifinfomsg link;
  } request = {{sizeof request, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0},
               {.ifi_family = AF_UNSPEC, .ifi_index = 1, .ifi_change = 1}};
  int file = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  if (file < 0 || send(file, &request, sizeof request, 0) < 0) return -1;
  struct {
    struct nlmsghdr head;
    struct nlmsgerr error;
    char more[1024];
  } answer;
  if (recv(file, &answer, sizeof answer, 0) < 0) return -1;
  errno = -answer.error.error;
  return errno ? -1 : 0;
}
static long a_call(void) {
  return syscall(atol(argument), AT_FDCWD, "/", 1, NULL, 0, 0);
}
static long a_raw_ip(void) {
  return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}
static long a_setxattr(void) {
  return setxattr(argument, "user.suit_escape", "x", 1, 0);
}
static long a_setcap(void) {  // cap_sys_admin+ep, version 2 of the format
  unsigned char value[20] = {1, 0, 0, 2, 0, 0, 0x20, 0};
  return setxattr(argument, "security.capability", value, sizeof value, 0);
}
static long a_map_write(void) {
  int file = open(argument, O_RDWR);
  if (file < 0) return -1;
  char* bytes = mmap(NULL, 4, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (bytes == MAP_FAILED) return -1;
  memcpy(bytes, "x", 1);
  return msync(bytes, 4, MS_SYNC);
}
static long a_page_zero(void) {
  personality(MMAP_PAGE_ZERO | READ_IMPLIES_EXEC);
  if (fork() == 0) execl("/proc/self/exe", "attacker", "page_zero_mapped", NULL);
  int status;
  wait(&status);
  errno = EPERM;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}
static long a_page_zero_mapped(void) {
  FILE* maps = fopen("/proc/self/maps", "r");
  unsigned long start = 1;
  _exit(maps && fscanf(maps, "%lx", &start) == 1 && start == 0 ? 0 : 1);
}
static long a_int80(void) {
#ifdef __x86_64__
  long result = 20;  // getpid in the 32-bit system call table
  __asm__ volatile("int $0x80" : "+a"(result)::"memory", "r8", "r9", "r10", "r11");
  return result == getpid() ? 0 : -1;
#else
  errno = ENOSYS;
  return -1;
#endif
}
static long a_int80_socket(void) {  // netlink with the 32-bit numbers
#ifdef __x86_64__
  long result = 359;
  __asm__ volatile("int $0x80" : "+a"(result) : "b"(16), "c"(3), "d"(0) : "memory", "r8", "r9", "r10", "r11");
  errno = (int)-result;
  return result;
#else
  errno = ENOSYS;
  return -1;
#endif
}
static long a_x32(void) {
  return syscall(0x40000000 | 39);
}
static long a_terminal(void) {  // types into any terminal it can reach
  int reached = -1;
  const char* names[] = {"/dev/tty", "/dev/stdin", "/dev/stdout", "/dev/console", "/dev/tty1"};
  for (int i = 0; i < 8; ++i) {
    int file = i < 3 ? i : open(names[i - 3], O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (file >= 0 && ioctl(file, TIOCSTI, "x") == 0) reached = 0;
    char paste[] = {3};
    if (file >= 0 && ioctl(file, TIOCLINUX, paste) == 0) reached = 0;
  }
  return reached;
}
static long a_own_terminal(void) {  // the same calls on a new terminal
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) || unlockpt(master)) return -1;
  int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
  if (setsid() >= 0) ioctl(slave, TIOCSCTTY, 0);
  return ioctl(slave, TIOCSTI, "x");
}
static long connect_to(int family, struct sockaddr* address, socklen_t length) {
  int file = socket(family, SOCK_STREAM, 0);
  return file < 0 ? -1 : connect(file, address, length);
}
static long a_tcp(void) {
  struct sockaddr_in address = {
      AF_INET, htons((unsigned short)atoi(argument)), {htonl(INADDR_LOOPBACK)}, {0}};
  return connect_to(AF_INET, (struct sockaddr*)&address, sizeof address);
}
static long a_unix(void) {
  struct sockaddr_un address = {AF_UNIX, ""};
  strncpy(address.sun_path, argument, sizeof address.sun_path - 1);
  return connect_to(AF_UNIX, (struct sockaddr*)&address, sizeof address);
}
static long a_abstract(void) {
  struct sockaddr_un address = {AF_UNIX, ""};
  strncpy(address.sun_path + 1, argument, sizeof address.sun_path - 2);
  return connect_to(AF_UNIX, (struct sockaddr*)&address,
                    (socklen_t)(sizeof(sa_family_t) + 1 + strlen(argument)));
}
static long a_fifo(void) {
  return open(argument, O_WRONLY | O_NONBLOCK);
}
static long a_descriptors(void) {  // any file that it did not open itself
  for (int file = 3; file < 1024; ++file)
    if (fcntl(file, F_GETFD) >= 0) return 0;
  errno = EBADF;
  return -1;
}
static long a_kill(void) {
  return kill(atoi(argument), SIGKILL);
}

// Bombs. Each ends after a few seconds or at a size that a machine can bear, if nothing else stops it.
static const double bomb_seconds = 2.5;
static long a_fork_bomb(void) {
  int* made = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  double start = now();
  while (now() - start < bomb_seconds && __atomic_load_n(made, __ATOMIC_RELAXED) < 4000)
    if (fork() == 0) __atomic_fetch_add(made, 1, __ATOMIC_RELAXED);
  while (now() - start < bomb_seconds) usleep(50000);
  return 0;
}
static void* sleep_long(void* unused) {
  sleep((unsigned)bomb_seconds);
  return unused;
}
static long a_thread_bomb(void) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 32768);
  pthread_t thread;
  int made = 0;
  for (int i = 0; i < 4000; ++i) made += pthread_create(&thread, &attributes, sleep_long, NULL) == 0;
  printf("threads: %d\n", made);
  fflush(stdout);
  sleep((unsigned)bomb_seconds);
  return made == 4000 ? 0 : -1;
}
static const size_t step = 8u << 20, most = 1u << 30;
static long grow(int flags) {
  for (size_t have = 0; have < most; have += step) {
    char* bytes = mmap(NULL, step, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);
    if (bytes == MAP_FAILED) return -1;
    memset(bytes, 1, step);
    if (flags & MAP_SHARED) madvise(bytes, step, MADV_DONTNEED);  // no longer resident, but still held
    usleep(4000);
  }
  sleep(1);
  return 0;
}
static long a_memory(void) {
  return grow(MAP_PRIVATE);
}
static long a_memory_shared(void) {
  return grow(MAP_SHARED);
}
static long a_memory_file(void) {
  int file = (int)syscall(SYS_memfd_create, "bomb", 0);
  char* bytes = calloc(1, step);
  for (size_t have = 0; have < most; have += step) {
    if (have % (16 * step) == 0) file = (int)syscall(SYS_memfd_create, "bomb", 0);
    if (file < 0 || write(file, bytes, step) < 0) return -1;
    usleep(4000);
  }
  sleep(1);
  return 0;
}
static long a_memory_segments(void) {
  int ids[1024], count = 0;
  long result = 0;
  for (size_t have = 0; have < most; have += step) {
    int id = shmget(IPC_PRIVATE, step, 0600);
    if (id < 0) {
      result = -1;
      break;
    }
    ids[count++] = id;
    char* bytes = shmat(id, NULL, 0);
    memset(bytes, 1, step);
    shmdt(bytes);
    usleep(4000);
  }
  if (result == 0) sleep(1);
  while (count > 0) shmctl(ids[--count], IPC_RMID, NULL);
  return result;
}
static long a_memory_flood(
    void) {  // the same, with exiting orphans and signals that keep the namespace's first process busy
  if (getppid() == 1) return -1;
  for (int i = 0; i < 2; ++i)
    if (fork() == 0) {
      double start = now();
      while (now() - start < bomb_seconds) {
        kill(1, SIGCHLD);
        pid_t child = fork();
        if (child == 0) _exit(fork() * 0);
        waitpid(child, NULL, 0);
      }
      _exit(0);
    }
  return grow(MAP_PRIVATE);
}
// Kernel memory held for a program: a gigabyte in total, by several processes, since one can't open enough
// files. A process that can get no more keeps what it has until all are done.
struct filled {
  long bytes;
  int full;
};
static struct filled* all_filled;
static const int fillers = 8;
static void fill(int file) {
  static char bytes[65536];
  long sent;
  fcntl(file, F_SETFL, O_NONBLOCK);
  while ((sent = write(file, bytes, sizeof bytes)) > 0)
    __atomic_fetch_add(&all_filled->bytes, sent, __ATOMIC_RELAXED);
}
static long by_several(int (*one_more)(void)) {
  all_filled = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < fillers; ++i)
    if (fork() == 0) {
      while (__atomic_load_n(&all_filled->bytes, __ATOMIC_RELAXED) < (long)most && one_more()) usleep(500);
      __atomic_fetch_add(&all_filled->full, 1, __ATOMIC_RELAXED);
      sleep(20);
      _exit(0);
    }
  while (__atomic_load_n(&all_filled->full, __ATOMIC_RELAXED) < fillers) usleep(20000);
  sleep(1);
  errno = ENOBUFS;
  return all_filled->bytes >= (long)most ? 0 : -1;
}
static int more_unix(void) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return 0;
  fill(pair[0]);
  close(pair[0]);  // sent data is still held
  return 1;
}
static int more_tcp(void) {
  struct sockaddr_in address = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {0}};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0), file = socket(AF_INET, SOCK_STREAM, 0), large = 1 << 30;
  if (listener < 0 || file < 0 || bind(listener, (struct sockaddr*)&address, length) < 0 ||
      listen(listener, 1) < 0)
    return 0;
  getsockname(listener, (struct sockaddr*)&address, &length);
  setsockopt(file, SOL_SOCKET, SO_SNDBUF, &large, sizeof large);
  if (connect(file, (struct sockaddr*)&address, length) < 0 || accept(listener, NULL, NULL) < 0) return 0;
  close(listener);
  fill(file);
  return 1;
}
static long a_memory_unix(void) {
  return by_several(more_unix);
}
static long a_memory_tcp(void) {
  return by_several(more_tcp);
}
static long a_memory_attributes(void) {
  static char value[60000];
  char name[32];
  for (int file = 0; file < 4000; ++file) {
    snprintf(name, sizeof name, "%s/f%d", argument, file);
    int made = open(name, O_CREAT | O_WRONLY, 0600);
    if (made < 0) return -1;
    for (int i = 0; i < 16; ++i) {
      snprintf(name, sizeof name, "user.a%d", i);
      if (fsetxattr(made, name, value, sizeof value, 0) < 0 && i == 0) return -1;
    }
    close(made);
  }
  return 0;
}
static long a_memory_files(void) {
  char name[300];
  int tail = snprintf(name, sizeof name, "%s/", argument);
  memset(name + tail, 'n', 200);
  for (int i = 0; i < 800000; ++i) {
    snprintf(name + tail + 200, 20, "%d", i);
    if (mknod(name, S_IFREG | 0600, 0) < 0) return -1;
  }
  return 0;
}
static long a_memory_queues(void) {
  static struct {
    long type;
    char text[8000];
  } message = {1, ""};
  for (int queues = 0; queues < 100000; ++queues) {
    int queue = msgget(IPC_PRIVATE, 0600);
    if (queue < 0) return -1;
    while (msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0) {
    }
  }
  return 0;
}
static long a_memory_page_tables(void) {  // a 4 KB table for each page, which is only read
  const size_t large = 2u << 20;
  for (int i = 0; i < 256; ++i) {
    volatile char* bytes =
        mmap(NULL, 1024 * large, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (bytes == MAP_FAILED) return -1;
    madvise((void*)bytes, 1024 * large, MADV_NOHUGEPAGE);
    for (size_t at = 0; at < 1024; ++at) (void)bytes[at * large];
    usleep(4000);
  }
  sleep(1);
  return 0;
}
static long a_daemon(void) {  // outlives its parent and session, ignores every signal it can
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      for (int number = 1; number < NSIG; ++number) signal(number, SIG_IGN);
      for (int file = 0; file < 1024; ++file) close(file);
      sleep(20);
    }
    _exit(0);
  }
  wait(NULL);
  return 0;
}
static long a_crash(void) {
  struct rlimit limit = {0, 0};
  setrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = limit.rlim_max = 1 << 20;
  setrlimit(RLIMIT_CORE, &limit);
  syscall(SYS_prlimit64, 0, RLIMIT_CORE | (1L << 40), &limit, NULL);
  abort();
}

static const struct {
  const char* name;
  long (*run)(void);
} attacks[] = {
#define A(name) \
  { #name, a_##name }
    A(ptrace),
    A(traceme),
    A(vm_write),
    A(vm_read),
    A(pidfd_getfd),
    A(io_uring),
    A(bpf),
    A(perf),
    A(userfaultfd),
    A(add_key),
    A(keyctl),
    A(unshare),
    A(unshare_mount),
    A(setns),
    A(clone),
    A(clone3),
    A(mount),
    A(bind),
    A(remount),
    A(umount),
    A(fsopen),
    A(open_tree),
    A(mount_setattr),
    A(chroot),
    A(pivot_root),
    A(handle),
    A(mknod_block),
    A(mknod_memory),
    A(time),
    A(clock),
    A(hostname),
    A(kernel_log),
    A(iopl),
    A(setuid),
    A(setgroups),
    A(nice),
    A(realtime),
    A(raise_limit),
    A(family),
    A(netlink),
    A(netlink_pair),
    A(route_change),
    A(call),
    A(raw_ip),
    A(setxattr),
    A(setcap),
    A(map_write),
    A(page_zero),
    A(page_zero_mapped),
    A(int80),
    A(int80_socket),
    A(x32),
    A(terminal),
    A(own_terminal),
    A(tcp),
    {"unix", a_unix},
    A(abstract),
    A(fifo),
    A(descriptors),
    A(kill),
    A(fork_bomb),
    A(thread_bomb),
    A(memory),
    A(memory_shared),
    A(memory_file),
    A(memory_segments),
    A(memory_flood),
    A(memory_unix),
    A(memory_tcp),
    A(memory_attributes),
    A(memory_files),
    A(memory_queues),
    A(memory_page_tables),
    A(daemon),
    A(crash),
};

int main(int count, char** arguments) {
  if (count > 2) argument = arguments[2];
  for (size_t i = 0; count > 1 && i < sizeof attacks / sizeof *attacks; ++i)
    if (strcmp(attacks[i].name, arguments[1]) == 0) return errno = 0, verdict(attacks[i].run());
  fprintf(stderr, "no such attack\n");
  return 2;
}
