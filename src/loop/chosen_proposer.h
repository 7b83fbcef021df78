// Chooses who answers a task: the proposers without a model, alone or followed by a model.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "loop/models.h"
#include "loop/workspace.h"
#include "propose/proposer.h"

namespace suit {

// The components selected by main().
struct Parts {
  std::vector<Proposer*> without_model;  // asked in this order
  Proposer& fix;                         // for `suit fix`, whatever the text
  ModelFactory make_model;
};

struct ProposerChoice {
  std::string model = {};  // "": the default; "none": no model
  bool offline = false;
  bool dry_run = false;  // calls of a model are still recorded in the folder's real ledger
  std::function<void(const std::string& line)> event =
      {};  // receives failures of models and the reaction to them
};

class ChosenProposer {
 public:
  // Both must outlive this object.
  ChosenProposer(const Parts& parts, Workspace& workspace) : parts_(parts), workspace_(workspace) {}
  ChosenProposer(const ChosenProposer&) = delete;

  // Call it once. `resumed`: a task to continue with answers from the ledger; 0: a new one. Errors: those of
  // choose_model() and OpenModel.
  Result<Proposer*> choose(const ProposerChoice& choice, Sequence resumed = 0);

  // Leaves this machine's cores to the checks if the model runs here.
  void give_way(bool yes) {
    if (open_) open_->model().give_way(yes);
  }

 private:
  const Parts& parts_;
  Workspace& workspace_;
  std::optional<Workspace> real_;
  std::unique_ptr<OpenModel> open_;
  std::unique_ptr<Proposer> program_, first_;
};

}  // namespace suit
