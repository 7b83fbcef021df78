// Chooses the real parts and hands over.
#include <signal.h>

#include "cli/app.h"
#include "model/anthropic.h"
#include "model/llama.h"
#include "model/openai.h"
#include "propose/mechanic/mechanic.h"
#include "propose/repair/repair.h"

namespace {

suit::Result<std::unique_ptr<suit::Model>> make_model(const suit::ModelConfig& config, suit::Egress& egress) {
  switch (config.kind) {
    case suit::ModelKind::kLlama:
      return suit::make_llama_model(config, &egress);
    case suit::ModelKind::kOpenAi:
      return suit::make_openai_model(config, egress);
    case suit::ModelKind::kAnthropic:
      return suit::make_anthropic_model(config, egress);
  }
  CHECK(false);
  return suit::Error{};
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
