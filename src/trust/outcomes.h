// Outcomes and cost of models' proposals, by model and kind of task.
#pragma once

#include <string>
#include <vector>

#include "model/meter.h"
#include "trust/trust.h"

namespace suit {

struct ModelOutcome {
  std::string model;  // its name, or the proposer's if it is not a model
  std::string kind;   // trust/kind.h; "no proposal" for tasks without one
  int tasks = 0;
  // Proposals, each once, by their last outcome.
  int accepted = 0;  // as proposed, after review
  int edited = 0;    // after an edit, or in part
  int unread = 0;    // without review: --yes, a licence, an override
  int rejected = 0;  // by a person
  int failed = 0;    // by a check
  int undone = 0;    // applied, then undone
  int open = 0;      // pending, refused by a policy, accepted and not applied, or accepted and never executed
  // Tasks without a proposal.
  int unfit = 0;                   // unusable answers
  int answered = 0;                // it answered in words
  double clean = 0, failures = 0;  // evidence, as for trust
  Spent spent = {};                // for tasks whose last proposal is of this kind

  int in_force() const { return accepted + edited + unread; }
  // Money per change that was accepted and not undone; negative: no such change.
  double cost_of_accepted() const { return in_force() > 0 ? spent.money / in_force() : -1; }
};

// Sorted by model, then by the risk of the kind. Events recorded elsewhere are left out. Errors: those of the
// ledger.
Result<std::vector<ModelOutcome>> read_outcomes(Ledger& ledger);

// The sum of all rows, for a row "all".
ModelOutcome sum_of(const std::vector<ModelOutcome>& outcomes, const std::string& model,
                    const std::string& kind);

}  // namespace suit
