// The event of a proposal. It refers to its task.
#pragma once

#include "change/edit_list.h"

namespace suit {

struct ProposalEvent {
  static constexpr std::string_view kKind = "proposal";
  // As in Proposal.
  std::string proposer = {};
  std::string version = {};
  std::string kind = {};
  std::string summary = {};
  std::vector<std::string> notes = {};
  int64_t files = 0;       // number of edits
  EditListRef edits = {};  // empty after a brief query
  std::string operation = {};
  std::string size = {};
  Sequence amends = 0;
  std::vector<SuspectLine> suspects = {};

  Json json() const;
  static ProposalEvent of(const Event& event);
};

}  // namespace suit
