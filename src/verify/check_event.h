// The event of a check that ran, or of a policy that refused, for a proposal.
#pragma once

#include "change/stages.h"
#include "ledger/ledger.h"

namespace suit {

struct CheckEvent {
  static constexpr std::string_view kKind = "check";
  CheckResult result = {};  // an unknown outcome is kFailed

  Json json() const;
  static CheckEvent of(const Event& event);
};

}  // namespace suit
