#include "base/memory.h"

#include <malloc.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace suit {
namespace {

constexpr uint64_t kUnknown = std::numeric_limits<uint64_t>::max();

// "max" and a missing file mean no limit.
uint64_t number_in(const char* path) {
  std::ifstream file(path);
  uint64_t value = 0;
  return file >> value ? value : kUnknown;
}

uint64_t left_in_group(const char* limit_path, const char* used_path) {
  uint64_t limit = number_in(limit_path), used = number_in(used_path);
  if (limit == kUnknown || used == kUnknown) return kUnknown;
  return limit > used ? limit - used : 0;
}

}  // namespace

uint64_t available_memory_bytes() {
  uint64_t available = kUnknown;
  std::ifstream file("/proc/meminfo");
  for (std::string name; file >> name;) {
    uint64_t kilobytes = 0;
    if (name == "MemAvailable:" && file >> kilobytes) available = kilobytes * 1024;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::min({available, left_in_group("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
                   left_in_group("/sys/fs/cgroup/memory/memory.limit_in_bytes",
                                 "/sys/fs/cgroup/memory/memory.usage_in_bytes")});
}

void release_free_memory() {
  ::malloc_trim(0);
}

}  // namespace suit
