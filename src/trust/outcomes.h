// What came of what a model proposed, and what it cost: by model and kind of task.
#pragma once

#include <string>
#include <vector>

#include "model/meter.h"
#include "trust/trust.h"

namespace suit {

struct ModelOutcome {
  std::string model;  // its name, or the proposer's where no model is behind it
  std::string kind;   // trust/kind.h; "no proposal" for what came to none
  int tasks = 0;
  // Proposals, each once; what became of it last.
  int accepted = 0;  // as proposed, after a look
  int edited = 0;    // after an edit, or in part
  int unread = 0;    // nobody looked: --yes, a licence, an override
  int rejected = 0;  // by a person
  int failed = 0;    // by a check
  int undone = 0;    // applied, and taken back
  int open = 0;      // pending, refused by a policy, or accepted and not applied
  // Tasks that came to no proposal.
  int unfit = 0;                   // its answers did not fit
  int answered = 0;                // it answered in words
  double clean = 0, failures = 0;  // evidence, as for trust
  Spent spent = {};                // by the tasks whose last proposal is of this kind

  int in_force() const { return accepted + edited + unread; }
  // Money for each change that was accepted and not undone; negative: there is none.
  double cost_of_accepted() const { return in_force() > 0 ? spent.money / in_force() : -1; }
};

// Sorted by model, then by the risk of the kind. What was recorded elsewhere is left out. Errors: those of
// the ledger.
Result<std::vector<ModelOutcome>> read_outcomes(Ledger& ledger);

// All of them as one, for a row "all".
ModelOutcome sum_of(const std::vector<ModelOutcome>& outcomes, const std::string& model,
                    const std::string& kind);

}  // namespace suit
