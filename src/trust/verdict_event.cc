#include "trust/verdict_event.h"

namespace suit {

std::string_view name_of(VerdictOutcome outcome) {
  return outcome == VerdictOutcome::kAccepted ? "accepted" : "rejected";
}

std::string_view name_of(ReviewManner manner) {
  constexpr std::string_view kNames[] = {"accepted", "edited", "unread", "licensed", "override"};
  return kNames[static_cast<size_t>(manner)];
}

Json VerdictEvent::json() const {
  bool rejected = outcome == VerdictOutcome::kRejected;
  Json body = {{"outcome", name_of(outcome)}, {"by", by}};
  if (manner) body["manner"] = name_of(*manner);
  if (rejected) body["reason"] = json_of_bytes(reason);
  if (!person.empty()) body["person"] = person;
  if (!rejected && !reason.empty()) body["reason"] = json_of_bytes(reason);
  if (!evidence) body["evidence"] = false;
  return body;
}

VerdictEvent VerdictEvent::of(const Event& event) {
  const Json& body = event.body;
  VerdictEvent verdict{.by = string_or(body, "by", ""),
                       .person = string_or(body, "person", ""),
                       .reason = bytes_or(body, "reason", ""),
                       .evidence = bool_or(body, "evidence", true)};
  if (string_or(body, "outcome", "") == name_of(VerdictOutcome::kRejected))
    verdict.outcome = VerdictOutcome::kRejected;
  for (ReviewManner manner : {ReviewManner::kAccepted, ReviewManner::kEdited, ReviewManner::kUnread,
                              ReviewManner::kLicensed, ReviewManner::kOverride})
    if (string_or(body, "manner", "") == name_of(manner)) verdict.manner = manner;
  return verdict;
}

}  // namespace suit
