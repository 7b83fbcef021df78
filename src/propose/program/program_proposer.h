// The proposer of Software 3.0: a prompt program run on a model. Up to level chat one answer makes one
// proposal; from level agent on, steps with tools do. What the model says is read by code and refused where
// it does not fit exactly.
#pragma once

#include <memory>

#include "model/model.h"
#include "propose/proposer.h"

namespace suit {

struct ProgramOptions {
  int64_t context_tokens = 32'000;  // of what the model reads of the folder; less where its window is smaller
  int answers_max = 4;              // of one attempt, while edits do not fit
  int steps_max = 40;               // of an agent's attempt
};

// The model must outlive it.
std::unique_ptr<Proposer> make_program_proposer(Model& model, ProgramOptions options);

}  // namespace suit
