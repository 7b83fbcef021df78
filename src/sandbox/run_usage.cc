#include "sandbox/run_usage.h"

#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace suit {
namespace {

struct Held {
  uint64_t bytes = 0;
  int tasks = 0;  // processes and their threads
};

// Not a constant: the server process starts before constants that need a call are initialized.
uint64_t page_bytes() {
  return static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

// Kernel memory of other programs may grow by this during a check.
constexpr uint64_t kKernelSlack_bytes = 256u << 20;

// False: the file is missing. Excess text is dropped.
bool read_whole(int folder, const char* path, char* buffer, size_t size) {
  int file = ::openat(folder, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  size_t have = 0;
  ssize_t got;
  while (have < size - 1 && (got = ::read(file, buffer + have, size - 1 - have)) > 0)
    have += static_cast<size_t>(got);
  ::close(file);
  buffer[have] = 0;
  return have > 0;
}

// Sums the memory of all processes of this namespace: resident pages not shared with a file (/proc/PID/statm)
// and System V segments. If a process can't be examined for lack of memory or files, all limits count as
// exceeded.
Held held_now(DIR* proc) {
  Held held;
  ::rewinddir(proc);
  while (dirent* entry = ::readdir(proc)) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    char path[64], text[128];
    struct stat tasks;
    std::snprintf(path, sizeof path, "%.20s/task", entry->d_name);
    // A directory's link count is itself, its parent's entry and its folders: here one per thread.
    bool counted = ::fstatat(::dirfd(proc), path, &tasks, 0) == 0 && tasks.st_nlink > 2;
    held.tasks += counted ? static_cast<int>(tasks.st_nlink) - 2 : 1;
    std::snprintf(path, sizeof path, "%.20s/statm", entry->d_name);
    errno = 0;
    if (!read_whole(::dirfd(proc), path, text, sizeof text)) {
      if (errno == ENFILE || errno == EMFILE || errno == ENOMEM) held.bytes = UINT64_MAX / 2;
      continue;
    }
    unsigned long size = 0, resident = 0, shared = 0;
    if (std::sscanf(text, "%lu %lu %lu", &size, &resident, &shared) == 3 && resident > shared)
      held.bytes += (resident - shared) * page_bytes();
  }
  shm_info segments{};
  if (::shmctl(0, SHM_INFO, reinterpret_cast<shmid_ds*>(&segments)) >= 0)
    held.bytes += (segments.shm_rss + segments.shm_swp) * page_bytes();
  return held;
}

// Files in memory, memfds and shared mappings: they belong to no process, so the kernel counts them only
// machine-wide.
uint64_t shared_bytes() {
  struct sysinfo now {};
  return ::sysinfo(&now) == 0 ? uint64_t{now.sharedram} * now.mem_unit : 0;
}

// The number after `name` at the beginning of a line; 0 if it is missing.
uint64_t number_of(const char* text, const char* name) {
  size_t length = std::strlen(name);
  for (const char* line = text; line; line = std::strchr(line, '\n')) {
    if (*line == '\n') ++line;
    if (std::strncmp(line, name, length) == 0) return std::strtoull(line + length, nullptr, 10);
  }
  return 0;
}

// The kernel's own memory, machine-wide: socket and pipe buffers, attributes, page tables, queues. No counter
// covers all of it, so it is the total minus all known memory. Known includes what other programs take and
// release by the gigabyte: huge pages, balloons, compressed swap, the cache of ZFS.
uint64_t kernel_bytes(int proc) {
  char text[8192];
  if (!read_whole(proc, "meminfo", text, sizeof text)) return 0;
  uint64_t total_kb = number_of(text, "MemTotal:"), known_kb = 0;
  if (number_of(text, "AnonPages:") == 0)
    return 0;  // an older kernel reports less: all memory would seem to be the kernel's
  for (const char* name : {"MemFree:", "Buffers:", "Cached:", "SwapCached:", "AnonPages:", "KReclaimable:",
                           "Hugetlb:", "Zswap:", "Balloon:", "Unaccepted:", "CmaFree:"})
    known_kb += number_of(text, name);
  known_kb +=
      number_of(text, "SwapTotal:") - std::min(number_of(text, "SwapTotal:"), number_of(text, "SwapFree:"));
  uint64_t known = known_kb << 10;
  if (read_whole(proc, "spl/kstat/zfs/arcstats", text, sizeof text))
    known += number_of(text, "size                            4");
  return (total_kb << 10) > known ? (total_kb << 10) - known : 0;
}

// Free pages in per-processor lists, which MemFree excludes.
uint64_t kept_at_hand_bytes(int proc) {
  int file = ::openat(proc, "zoneinfo", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  uint64_t pages = 0;
  char buffer[8192];
  size_t have = 0;
  ssize_t got;
  while ((got = ::read(file, buffer + have, sizeof buffer - 1 - have)) > 0) {
    have += static_cast<size_t>(got);
    buffer[have] = 0;
    char* line = buffer;
    for (char* end; (end = std::strchr(line, '\n')); line = end + 1) {
      unsigned long count = 0;
      if (std::sscanf(line, " count: %lu", &count) == 1) pages += count;
    }
    have = static_cast<size_t>(buffer + have - line);
    if (have == sizeof buffer - 1) have = 0;  // no line is that long
    std::memmove(buffer, line, have);
  }
  ::close(file);
  return pages * page_bytes();
}

uint64_t grown(uint64_t now, uint64_t before) {
  return now > before ? now - before : 0;
}

}  // namespace

RunUsage::RunUsage(const SandboxOptions& options)
    : limits_(options.limits),
      runs_(static_cast<uint64_t>(std::max(1, options.parallel))),
      proc_(::opendir("/proc")),
      shared_before_(shared_bytes()),
      kernel_before_(proc_ ? grown(kernel_bytes(::dirfd(proc_)), kept_at_hand_bytes(::dirfd(proc_))) : 0) {}

RunUsage::~RunUsage() {
  if (proc_) ::closedir(proc_);
}

std::optional<SandboxEnd> RunUsage::passed_limit() const {
  Held held = held_now(proc_);
  if (held.tasks > limits_.processes) return SandboxEnd::kProcesses;
  uint64_t shared = grown(shared_bytes(), shared_before_);
  if (held.bytes > limits_.memory_bytes ||
      held.bytes + shared > (limits_.memory_bytes + limits_.scratch_bytes) * runs_)
    return SandboxEnd::kMemory;
  uint64_t most = limits_.memory_bytes * runs_ + kKernelSlack_bytes;
  uint64_t kernel = grown(kernel_bytes(::dirfd(proc_)), kernel_before_);
  if (held.bytes + kernel <= most) return {};
  kernel = grown(kernel, kept_at_hand_bytes(::dirfd(proc_)));
  return held.bytes + kernel > most ? std::optional(SandboxEnd::kMemory) : std::nullopt;
}

uint64_t files_within(uint64_t scratch_bytes) {
  return std::clamp<uint64_t>(scratch_bytes >> 13, 1 << 14, 1 << 20);
}

}  // namespace suit
