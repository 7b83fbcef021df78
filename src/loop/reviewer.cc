#include "loop/reviewer.h"

namespace suit {
namespace {

std::string_view name_of(ReviewManner manner) {
  switch (manner) {
    case ReviewManner::kAccepted:
      return "accepted";
    case ReviewManner::kEdited:
      return "edited";
    case ReviewManner::kUnread:
      return "unread";
    case ReviewManner::kLicensed:
      return "licensed";
    case ReviewManner::kOverride:
      return "override";
  }
  CHECK(false);
  return {};
}

Result<Sequence> record_acceptance(Ledger& ledger, Sequence proposal, ReviewManner manner,
                                   const std::string& name, bool evidence = true,
                                   const std::string& reason = "") {
  Json body = {{"outcome", "accepted"},
               {"by", manner == ReviewManner::kLicensed ? "trust" : "person"},
               {"manner", name_of(manner)}};
  if (manner != ReviewManner::kLicensed && !name.empty()) body["person"] = name;
  if (!reason.empty()) body["reason"] = json_of_bytes(reason);
  if (!evidence) body["evidence"] = false;
  return ledger.append({.kind = "verdict", .about = proposal, .body = std::move(body)});
}

}  // namespace

Result<void> record_rejection(Ledger& ledger, Sequence proposal, const std::string& by,
                              const std::string& reason, bool evidence, const std::string& name) {
  Json body = {{"outcome", "rejected"}, {"by", by}, {"reason", json_of_bytes(reason)}};
  if (!name.empty()) body["person"] = name;
  if (!evidence) body["evidence"] = false;
  RETURN_IF_ERROR(ledger.append({.kind = "verdict", .about = proposal, .body = std::move(body)}));
  return {};
}

Result<std::variant<Reviewed, NotAccepted, Amended>> Reviewer::review(Verified verified,
                                                                      const LevelDecision& level,
                                                                      Override override) {
  using Answer = std::variant<Reviewed, NotAccepted, Amended>;
  Sequence id = verified.proposal().id;
  auto accept = [&](ReviewManner manner) -> Result<Answer> {
    ASSIGN_OR_RETURN(Sequence verdict, record_acceptance(ledger_, id, manner, name_));
    return Answer(Reviewed(std::move(verified), manner, verdict));
  };
  bool must_ask = !verified.ask_reasons().empty();
  if (level.allowed == Level::kAutopilot && !must_ask)
    return accept(override == Override::kTrustMe ? ReviewManner::kOverride : ReviewManner::kLicensed);

  std::vector<std::string> why;
  for (const LevelCap& cap : level.caps) why.push_back(cap.why);
  why.insert(why.end(), verified.ask_reasons().begin(), verified.ask_reasons().end());
  ASSIGN_OR_RETURN(Decision decision, person_.review(verified, why));
  bool accepts = decision.kind == Decision::kAccept || decision.kind == Decision::kAmend;
  if (accepts && decision.unread && (verified.must_be_read() || level.must_be_read))
    return Answer(NotAccepted{});
  if (accepts && decision.unseen && level.must_be_read) return Answer(NotAccepted{});
  switch (decision.kind) {
    case Decision::kAccept:
      if (decision.in_advance && must_ask) return Answer(NotAccepted{});
      return accept(decision.unread || decision.unseen ? ReviewManner::kUnread : ReviewManner::kAccepted);
    case Decision::kLater:
      return Answer(NotAccepted{});
    case Decision::kReject:
      RETURN_IF_ERROR(record_rejection(ledger_, id, "person", decision.reason, true, name_));
      return Answer(NotAccepted{true, decision.reason});
    case Decision::kAmend:
      return Answer(Amended{std::move(decision.amended), decision.unread, std::move(decision.reason)});
  }
  CHECK(false);
  return Error{};
}

Result<Reviewed> Reviewer::accept_amended(Verified verified, Sequence original, bool unread,
                                          const std::string& reason) {
  ReviewManner manner = unread ? ReviewManner::kUnread : ReviewManner::kEdited;
  RETURN_IF_ERROR(record_acceptance(ledger_, original, manner, name_, true, reason));
  // One proposal of the proposer, one piece of evidence: the person's own version is none.
  ASSIGN_OR_RETURN(Sequence verdict,
                   record_acceptance(ledger_, verified.proposal().id, manner, name_, false));
  return Reviewed(std::move(verified), manner, verdict);
}

}  // namespace suit
