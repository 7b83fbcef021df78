// Sends standard output through a pager, as git does, if it is a terminal: SUIT_PAGER, else PAGER, else less,
// which exits at once if the text fits on the screen. An empty value or "cat" means none.
#pragma once

#include <sys/types.h>

namespace suit {

class Pager {
 public:
  enum class Wanted { kNo, kYes };
  // Redirects standard output until destroyed. Color support is determined first.
  explicit Pager(Wanted wanted);
  ~Pager();  // waits until the pager exits
  Pager(const Pager&) = delete;

 private:
  pid_t child_ = -1;
  int output_ = -1;  // the original standard output
};

}  // namespace suit
