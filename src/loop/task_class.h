// Classifies a proposal as evidence, by its edits and the rules of trust/kind.h.
#pragma once

#include <string>
#include <vector>

#include "change/proposal.h"
#include "trust/kind.h"
#include "trust/trust.h"

namespace suit {

// One entry per edit; a move is one.
std::vector<TouchedFile> touched_files(const Proposal& proposal);

// Sets the proposal's kind and size. The proposer's own name for it stays as its operation.
void set_class(Proposal& proposal, const std::string& task_text);

// The record that its verdict counts for.
TrustKey trust_key_of(const Proposal& proposal);

}  // namespace suit
