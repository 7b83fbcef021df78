#include "loop/reviewer.h"

#include "trust/verdict_event.h"

namespace suit {
namespace {

Result<Sequence> record_acceptance(Ledger& ledger, Sequence proposal, ReviewManner manner,
                                   const std::string& name, bool evidence = true,
                                   const std::string& reason = "") {
  bool by_trust = manner == ReviewManner::kLicensed;
  VerdictEvent verdict{.outcome = VerdictOutcome::kAccepted,
                       .by = by_trust ? "trust" : "person",
                       .manner = manner,
                       .person = by_trust ? "" : name,
                       .reason = reason,
                       .evidence = evidence};
  return ledger.append(verdict, proposal);
}

}  // namespace

Result<void> record_rejection(Ledger& ledger, Sequence proposal, const std::string& by,
                              const std::string& reason, bool evidence, const std::string& name) {
  VerdictEvent verdict{
      .outcome = VerdictOutcome::kRejected, .by = by, .person = name, .reason = reason, .evidence = evidence};
  RETURN_IF_ERROR(ledger.append(verdict, proposal));
  return {};
}

Result<std::variant<Reviewed, NotAccepted, Amended>> Reviewer::review(Verified verified,
                                                                      const LevelDecision& level,
                                                                      Override override) {
  using Answer = std::variant<Reviewed, NotAccepted, Amended>;
  Sequence id = verified.proposal().id;
  auto accept = [&](ReviewManner manner) -> Result<Answer> {
    ASSIGN_OR_RETURN(Sequence verdict,
                     record_acceptance(ledger_, id, manner, name_, !verified.is_unexecuted()));
    return Answer(Reviewed(std::move(verified), manner, verdict));
  };
  bool must_ask = !verified.ask_reasons().empty();
  if (level.allowed == Level::kAutopilot && !must_ask)
    return accept(override == Override::kTrustMe ? ReviewManner::kOverride : ReviewManner::kLicensed);

  ASSIGN_OR_RETURN(Decision decision, decide(verified, level));
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

Result<Decision> Reviewer::decide(const Verified& verified, const LevelDecision& level) {
  bool stopped = watch_.is_cancelled();
  watch_.reviewing();
  if (stopped) return Decision{};
  if (decided_) {
    if (decided_->unseen)
      watch_.remark("accepted without a terminal: recorded as unread, which does not count toward trust");
    return *decided_;
  }
  std::vector<std::string> why;
  for (const LevelCap& cap : level.caps) why.push_back(cap.why);
  why.insert(why.end(), verified.ask_reasons().begin(), verified.ask_reasons().end());
  return watch_.review(verified, why);
}

Result<Reviewed> Reviewer::accept_amended(Verified verified, Sequence original, bool unread,
                                          const std::string& reason) {
  ReviewManner manner = unread ? ReviewManner::kUnread : ReviewManner::kEdited;
  RETURN_IF_ERROR(record_acceptance(ledger_, original, manner, name_, !verified.is_unexecuted(), reason));
  // One proposal of the proposer is one piece of evidence: the person's own version is none.
  ASSIGN_OR_RETURN(Sequence verdict,
                   record_acceptance(ledger_, verified.proposal().id, manner, name_, false));
  return Reviewed(std::move(verified), manner, verdict);
}

}  // namespace suit
