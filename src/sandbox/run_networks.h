// Network namespaces with a loopback interface alone, one for each run at once. Making and removing one takes
// more than a millisecond of processor time; so one in which nothing happened is used again.
#pragma once

#include <string>
#include <vector>

namespace suit {

struct RunNetwork {
  int descriptor = -1;
  std::string as_new;  // what the kernel tells of it before its first use
};

// Raises the loopback interface of the network namespace that this process is in.
void raise_loopback();

// For a process with a single thread, in a user namespace in which it has all capabilities.
class RunNetworks {
 public:
  // Enters one that no other run is in and of which all that the kernel counts and lists stands as it did
  // when it was new. A descriptor of -1: errno says why not.
  RunNetwork enter();
  // Back to where this process was at first. Keeps errno.
  void leave();

  // Called when the last process that was in it is gone.
  void give_back(RunNetwork network);

  // What a run must not hold.
  void close_all();

 private:
  int own_ = -1;
  std::vector<RunNetwork> idle_;
};

}  // namespace suit
