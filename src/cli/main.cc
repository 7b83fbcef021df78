// Chooses the real parts and hands over.
#include <signal.h>

#include "cli/app.h"
#include "propose/mechanic/mechanic.h"

int main(int argc, char** argv) {
  ::signal(SIGPIPE, SIG_IGN);
  auto mechanic = suit::make_mechanic();
  return suit::run_command_line(argc, argv, {*mechanic, suit::make_model});
}
