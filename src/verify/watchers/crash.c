/* Linked into what a watched check links: gcov writes what ran when a program ends well, and this where it
   ends by a failed assertion, a fault or a limit of time. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

void __gcov_dump(void); /* of gcov's own library */

static void write_and_end(int number) {
  signal(SIGALRM, SIG_DFL);
  alarm(2); /* of what aborts within malloc, writing may wait for ever */
  __gcov_dump();
  raise(number);
}

__attribute__((constructor)) static void suit_watch_crashes(void) {
  static char stack[65536]; /* a stack that has overflown runs no handler */
  static const int numbers[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTERM, SIGXCPU};
  stack_t other;
  struct sigaction action;
  unsigned i;
  memset(&other, 0, sizeof other);
  other.ss_sp = stack;
  other.ss_size = sizeof stack;
  sigaltstack(&other, 0);
  memset(&action, 0, sizeof action);
  action.sa_handler = write_and_end;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (i = 0; i < sizeof numbers / sizeof *numbers; ++i) sigaction(numbers[i], &action, 0);
}
