// Time and memory of a command that does almost nothing: suit against git, and against an empty program.
#include <cmath>

#include "measure.h"

using namespace suit;
using namespace suit::bench;

int main() {
  constexpr size_t kRepetitions = 200;
  ScratchFolder scratch;
  // A ledger of a few dozen events.
  for (int i = 0; i < 8; ++i) {
    write(scratch.path() + "/notes.txt", "number " + std::to_string(i) + "\n");
    shell(SUIT_BINARY " do --yes --no-checks 'replace \"number\" by \"figure\" in notes.txt'",
          scratch.path());
  }
  shell("git init -q .", scratch.path());
  auto program = [&](std::vector<std::string> arguments) {
    std::string name;
    for (const std::string& argument : arguments)
      name += (name.empty() ? argument.substr(argument.rfind('/') + 1) : " " + argument);
    return Case{name, [arguments, &scratch] { return run_program(arguments, scratch.path()); }};
  };
  auto all = measure({program({"/bin/true"}), program({"git", "--version"}), program({"git", "status"}),
                      program({SUIT_BINARY, "--version"}), program({SUIT_BINARY, "status"})},
                     kRepetitions);
  Report report("start-up", "wall_ms");
  double git = median(all[1].wall_ms);
  for (const Measured& one : all) {
    bool ours = one.name.starts_with("suit");
    report.add("", one.name, one.wall_ms, ours ? std::optional(git) : std::nullopt,
               ours ? "< 10 ms, < 20 MB" : "",
               {{"cpu_ms", std::round(median(one.cpu_ms) * 100) / 100},
                {"peak_mb", std::round(static_cast<double>(one.peak_bytes) / 1e4) / 100}});
  }
}
