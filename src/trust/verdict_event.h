// The event of a verdict; it refers to the proposal. The loop writes it; trust reads it as evidence.
#pragma once

#include <optional>

#include "change/stages.h"
#include "ledger/ledger.h"

namespace suit {

enum class VerdictOutcome { kAccepted, kRejected };
std::string_view name_of(VerdictOutcome outcome);
std::string_view name_of(ReviewManner manner);

struct VerdictEvent {
  static constexpr std::string_view kKind = "verdict";
  VerdictOutcome outcome = VerdictOutcome::kAccepted;  // any value other than rejected
  std::string by = {};                                 // "person", "trust", or a check's or policy's name
  std::optional<ReviewManner> manner = {};             // of an acceptance; nullopt: unknown
  std::string person = {};                             // their name
  std::string reason = {};
  bool evidence = true;

  Json json() const;
  static VerdictEvent of(const Event& event);
};

}  // namespace suit
