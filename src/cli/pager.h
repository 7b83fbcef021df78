// Standard output through a pager, as git does it: on a terminal alone; SUIT_PAGER, else PAGER, else less,
// which ends at once where all of it fits on the screen. An empty value or "cat" means none.
#pragma once

#include <sys/types.h>

namespace suit {

class Pager {
 public:
  enum class Wanted { kNo, kYes };
  // From here to its end what goes to standard output goes there. What colours depend on is asked before.
  explicit Pager(Wanted wanted);
  ~Pager();  // waits until it is closed
  Pager(const Pager&) = delete;

 private:
  pid_t child_ = -1;
  int output_ = -1;  // standard output as it was
};

}  // namespace suit
