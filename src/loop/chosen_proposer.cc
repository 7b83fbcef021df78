#include "loop/chosen_proposer.h"

#include "propose/first.h"
#include "propose/program/program_proposer.h"

namespace suit {

Result<Proposer*> ChosenProposer::choose(const ProposerChoice& choice, Sequence resumed) {
  ASSIGN_OR_RETURN(std::string name, choose_model(workspace_.settings(), choice.model));
  std::vector<Proposer*> proposers = parts_.without_model;
  if (name.empty()) {
    first_ = std::make_unique<FirstProposer>(std::move(proposers));
    return first_.get();
  }
  Ledger* ledger = workspace_.ledger();
  if (choice.dry_run) {
    // A dry run does not change the folder, but its calls cost: record them in the real ledger.
    ASSIGN_OR_RETURN(real_, Workspace::open(workspace_.root(), WorkspaceMode::kChange));
    ledger = real_->ledger();
  }
  Network network = choice.offline || workspace_.settings().offline ? Network::kOffline : Network::kAllowed;
  ASSIGN_OR_RETURN(open_, OpenModel::open(workspace_.settings(), name, network,
                                          choice.dry_run ? CallsAbout::kNothing : CallsAbout::kTheTask,
                                          *ledger, parts_.make_model, choice.event));
  if (resumed) RETURN_IF_ERROR(open_->resume(resumed));
  program_ = make_program_proposer(open_->model(), {});
  // A model named explicitly gets the task; the default model only what the other proposers can't do.
  if (!choice.model.empty()) return program_.get();
  proposers.push_back(program_.get());
  first_ = std::make_unique<FirstProposer>(std::move(proposers));
  return first_.get();
}

}  // namespace suit
