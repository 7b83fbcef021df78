// Proposes by a prompt program that runs on a model. Up to level chat one answer makes one proposal; from
// level agent on, steps with tools do. Code parses the model's output and refuses whatever does not match
// exactly.
#pragma once

#include <memory>

#include "model/model.h"
#include "propose/proposer.h"

namespace suit {

struct ProgramOptions {
  int64_t context_tokens = 32'000;  // of the folder, for the model; less if its window is smaller
  int answers_max = 4;              // per attempt, while edits do not apply
  int steps_max = 40;               // per attempt of an agent
};

// The model must outlive the proposer.
std::unique_ptr<Proposer> make_program_proposer(Model& model, ProgramOptions options);

}  // namespace suit
