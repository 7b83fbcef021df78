#include "sandbox/run_networks.h"

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

constexpr const char* kOwnNetwork = "/proc/self/ns/net";  // of this process, at present

// State that a finished run can leave: lingering connections, addresses of UNIX sockets in transit, leases of
// flow labels. These files list or count them, and all past traffic. A multicast group would be left by a
// packet some seconds later; the filter refuses to join one. (The counters of /proc/net/netstat follow from
// packets, which "dev" counts.)
constexpr const char* kCounts[] = {"dev", "snmp", "snmp6", "unix", "if_inet6", "ip6_flowlabel"};

// The state of this process's network namespace. Empty if it can't be read.
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
  if (own_ < 0) own_ = ::open(kOwnNetwork, O_RDONLY | O_CLOEXEC);
  if (own_ < 0) return {};
  while (!idle_.empty()) {
    RunNetwork network = std::move(idle_.back());
    idle_.pop_back();
    // Checked at reuse, not at return, to include late changes.
    if (!network.as_new.empty() && ::setns(network.descriptor, CLONE_NEWNET) == 0 &&
        counts_now() == network.as_new)
      return network;
    ::close(network.descriptor);
  }
  if (::unshare(CLONE_NEWNET) != 0) return {};
  raise_loopback();
  return {::open(kOwnNetwork, O_RDONLY | O_CLOEXEC), counts_now()};
}

void RunNetworks::leave() {
  int number = errno;
  if (own_ >= 0) (void)::setns(own_, CLONE_NEWNET);
  errno = number;
}

void RunNetworks::give_back(RunNetwork network) {
  idle_.push_back(std::move(network));
}

void RunNetworks::close_all() {
  for (const RunNetwork& network : idle_) ::close(network.descriptor);
  idle_.clear();
  if (own_ >= 0) ::close(own_);
  own_ = -1;
}

}  // namespace suit
