// The event of a proposal. It speaks of the task that it answers.
#pragma once

#include "change/edit_list.h"

namespace suit {

struct ProposalEvent {
  static constexpr std::string_view kKind = "proposal";
  // As Proposal has them.
  std::string proposer = {};
  std::string version = {};
  std::string kind = {};
  std::string summary = {};
  std::vector<std::string> notes = {};
  int64_t files = 0;       // how many edits
  EditListRef edits = {};  // empty in what a brief query gives
  std::string operation = {};
  std::string size = {};
  Sequence amends = 0;
  std::vector<SuspectLine> suspects = {};

  Json json() const;
  static ProposalEvent of(const Event& event);
};

}  // namespace suit
