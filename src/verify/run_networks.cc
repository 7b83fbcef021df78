#include "verify/run_networks.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace suit {
namespace {

// Nothing can be left of a run whose processes are gone but what a packet or a socket leaves: connections that linger,
// addresses that UNIX sockets on their way to each other hold. These count both, and what failed.
constexpr const char* kCounts[] = {"dev", "snmp", "snmp6", "netstat", "unix", "if_inet6"};

// Of the network namespace that this process is in. Empty where it can't be read.
std::string counts_now() {
  std::string counts;
  for (const char* name : kCounts) {
    std::string path = std::string("/proc/self/net/") + name;
    int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) continue;  // a kernel without IPv6
    if (file < 0) return {};
    char buffer[8192];
    ssize_t got;
    while ((got = ::read(file, buffer, sizeof buffer)) > 0) counts.append(buffer, static_cast<size_t>(got));
    ::close(file);
    if (got < 0) return {};
  }
  return counts;
}

}  // namespace

void raise_loopback() {
  int probe = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return;
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  if (::ioctl(probe, SIOCGIFFLAGS, &request) == 0) {
    request.ifr_flags |= IFF_UP;
    ::ioctl(probe, SIOCSIFFLAGS, &request);
  }
  ::close(probe);
}

RunNetwork RunNetworks::enter() {
  while (!idle_.empty()) {
    RunNetwork network = std::move(idle_.back());
    idle_.pop_back();
    if (::setns(network.descriptor, CLONE_NEWNET) == 0) return network;
    ::close(network.descriptor);
  }
  if (::unshare(CLONE_NEWNET) != 0) return {};
  raise_loopback();
  return {::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), counts_now()};
}

void RunNetworks::give_back(RunNetwork network) {
  bool is_unused = !network.as_new.empty() && ::setns(network.descriptor, CLONE_NEWNET) == 0 && counts_now() == network.as_new;
  if (is_unused)
    idle_.push_back(std::move(network));
  else
    ::close(network.descriptor);
}

void RunNetworks::close_all() {
  for (const RunNetwork& network : idle_) ::close(network.descriptor);
  idle_.clear();
}

}  // namespace suit
