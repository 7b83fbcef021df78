// Network namespaces with only a loopback interface, one for each concurrent run. Creating and removing one
// takes over a millisecond of processor time, so an unused one is reused.
#pragma once

#include <string>
#include <vector>

namespace suit {

struct RunNetwork {
  int descriptor = -1;
  std::string as_new;  // the kernel's counters and lists before its first use
};

// Raises the loopback interface of this process's network namespace.
void raise_loopback();

// For a single-threaded process with all capabilities in its user namespace.
class RunNetworks {
 public:
  // Enters a namespace without a run whose counters and lists equal those of a new one. A descriptor of -1:
  // errno has the reason.
  RunNetwork enter();
  // Returns to this process's first namespace. Keeps errno.
  void leave();

  // Call it when the last process in the namespace is gone.
  void give_back(RunNetwork network);

  // Descriptors that a run must not inherit.
  void close_all();

 private:
  int own_ = -1;
  std::vector<RunNetwork> idle_;
};

}  // namespace suit
