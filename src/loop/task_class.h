// What a proposal is evidence for, looked up in the proposal itself. The rules are trust/kind.h's.
#pragma once

#include <string>
#include <vector>

#include "change/proposal.h"
#include "trust/kind.h"
#include "trust/trust.h"

namespace suit {

// One entry an edit; a move is one.
std::vector<TouchedFile> touched_files(const Proposal& proposal);

// Sets the proposal's kind and size. What its proposer calls it stays as its operation.
void set_class(Proposal& proposal, const std::string& task_text);

// Whose record its verdict goes to.
TrustKey trust_key_of(const Proposal& proposal);

}  // namespace suit
