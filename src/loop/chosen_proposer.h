// Who answers a task: the proposers that need no model, alone or with a model behind them.
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

// The real parts, as main() chose them.
struct Parts {
  std::vector<Proposer*> without_model;  // need none; asked in this order
  Proposer& fix;                         // what `suit fix` asks, whatever the text
  ModelFactory make_model;
};

struct ProposerChoice {
  std::string model = {};  // "": the settings' own; "none": no model
  bool offline = false;
  bool dry_run = false;  // a model's calls are in the folder's real ledger all the same
  std::function<void(const std::string& line)> event =
      {};  // told what fails at a model and what is done about it
};

class ChosenProposer {
 public:
  // Both must outlive it.
  ChosenProposer(const Parts& parts, Workspace& workspace) : parts_(parts), workspace_(workspace) {}
  ChosenProposer(const ChosenProposer&) = delete;

  // Call it once. `resumed`: a task that goes on, whose answers are taken from the ledger; 0: a new one.
  // Errors: those of choose_model() and OpenModel.
  Result<Proposer*> choose(const ProposerChoice& choice, Sequence resumed = 0);

  // A model that runs on this machine leaves its cores to the checks.
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
