// Creates the real parts and runs the command line.
#include <signal.h>

#include "cli/app.h"
#include "model/llama.h"
#include "model/provider.h"
#include "propose/mechanic/mechanic.h"
#include "propose/repair/repair.h"

namespace {

suit::Result<std::unique_ptr<suit::Model>> make_model(const suit::ModelConfig& config, suit::Egress& egress) {
  return config.kind == suit::ModelKind::kLlama ? suit::make_llama_model(config, &egress)
                                                : suit::make_provider_model(config, egress);
}

}  // namespace

int main(int argc, char** argv) {
  ::signal(SIGPIPE, SIG_IGN);
  auto mechanic = suit::make_mechanic();
  auto repair = suit::make_repair();
  auto fix = suit::make_repair(suit::RepairTexts::kAny);
  suit::Parts parts{{mechanic.get(), repair.get()}, *fix, make_model};
  return suit::run_command_line(argc, argv, parts);
}
