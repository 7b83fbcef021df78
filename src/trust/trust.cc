#include "trust/trust.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "change/apply_events.h"
#include "change/proposal_event.h"

namespace suit {
namespace {

void add(TrustRecord& record, const ProposalStanding& standing) {
  double clean = 0, failed = 0;
  bool own_size = standing.key.size == record.key.size;
  if (standing.undone || standing.rejected()) {
    failed = 1;
  } else if (!standing.applied) {
    return;
  } else if (standing.manner() == ReviewManner::kAccepted) {
    clean = 1;
  } else if (standing.manner() == ReviewManner::kEdited) {
    clean = failed = 0.5;
  } else if (own_size) {
    record.unread += standing.manner() == ReviewManner::kUnread;
    record.licensed += standing.manner() == ReviewManner::kLicensed;
    record.overridden += standing.manner() == ReviewManner::kOverride;
  }
  if (standing.key.size < record.key.size) clean = 0;  // small changes are not evidence for large ones
  record.clean += clean;
  record.failed += failed;
  record.clean_since_failure = failed >= 1 ? 0 : record.clean_since_failure + clean;
  record.ever_failed |= failed >= 1;
}

bool same_but_size(const TrustKey& a, const TrustKey& b) {
  return a.proposer == b.proposer && a.version == b.version && a.kind == b.kind;
}

// In the order of their decisions.
Result<std::vector<ProposalStanding>> read_evidence(Ledger& ledger) {
  ASSIGN_OR_RETURN(std::vector<ProposalStanding> all, read_standings(ledger));
  std::erase_if(all,
                [](const ProposalStanding& one) { return !one.decided || !task_kind_from(one.key.kind); });
  std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.decided < b.decided; });
  return all;
}

TrustRecord record_of(const std::vector<ProposalStanding>& evidence, const TrustKey& key) {
  TrustRecord record{.key = key};
  for (const ProposalStanding& standing : evidence)
    if (same_but_size(standing.key, key)) add(record, standing);
  return record;
}

}  // namespace

Result<std::vector<ProposalStanding>> read_standings(Ledger& ledger) {
  std::map<Sequence, ProposalStanding> standings;
  std::map<Sequence, Sequence> origin;       // amended proposal → the original
  std::map<Sequence, Sequence> application;  // "applied" event → its original proposal
  auto as_proposed = [&](Sequence proposal) {
    for (auto it = origin.find(proposal); it != origin.end(); it = origin.find(proposal))
      proposal = it->second;
    return proposal;
  };
  Ledger::Query query{.kinds = kinds_of<ProposalEvent, VerdictEvent, AppliedEvent>(), .brief = true};
  RETURN_IF_ERROR(ledger.for_each(query, [&](const Event& event) {
    if (event.is<ProposalEvent>()) {
      // From elsewhere, or an answer to a task from there: history, not evidence.
      if (event.sequence <= ledger.foreign_until() || (event.about && event.about <= ledger.foreign_until()))
        return true;
      ProposalEvent proposal = ProposalEvent::of(event);
      ProposalStanding& standing = standings[event.sequence];
      standing.id = event.sequence;
      standing.task = event.about;
      standing.key = {proposal.proposer, proposal.version, proposal.kind, task_size_from(proposal.size)};
      if (proposal.amends && proposal.amends < event.sequence) origin[event.sequence] = proposal.amends;
    } else if (event.is<VerdictEvent>()) {
      VerdictEvent verdict = VerdictEvent::of(event);
      auto it = standings.find(as_proposed(event.about));
      if (it == standings.end() || !verdict.evidence) return true;
      if (it->second.rejected()) return true;  // a rejection is final
      it->second.verdict = std::move(verdict);
      it->second.decided = event.sequence;
    } else if (AppliedEvent::of(event).action == ApplyAction::kApply) {
      application[event.sequence] = as_proposed(event.about);
      if (auto it = standings.find(as_proposed(event.about)); it != standings.end())
        it->second.applied = true;
    } else if (auto applied = application.find(event.about); applied != application.end()) {
      // An undo. A redo refers to the undo and restores nothing: the undo had its reason.
      if (auto it = standings.find(applied->second); it != standings.end()) {
        it->second.undone = true;
        it->second.decided = event.sequence;
      }
    }
    return true;
  }));
  std::vector<ProposalStanding> list;
  for (auto& [id, standing] : standings)
    if (!origin.contains(id)) list.push_back(std::move(standing));
  return list;
}

std::string kind_text(const TrustKey& key) {
  return key.size == TaskSize::kSmall ? key.kind : key.kind + " (" + std::string(name_of(key.size)) + ")";
}

Result<std::vector<TrustRecord>> read_trust(Ledger& ledger) {
  ASSIGN_OR_RETURN(std::vector<ProposalStanding> evidence, read_evidence(ledger));
  std::set<TrustKey> keys;
  for (const ProposalStanding& standing : evidence) keys.insert(standing.key);
  std::vector<TrustRecord> records;
  for (const TrustKey& key : keys) records.push_back(record_of(evidence, key));
  return records;
}

Result<TrustRecord> read_trust(Ledger& ledger, const TrustKey& key) {
  ASSIGN_OR_RETURN(std::vector<ProposalStanding> evidence, read_evidence(ledger));
  return record_of(evidence, key);
}

Licence licence_of(const TrustRecord& record, const TrustBar& bar) {
  int needed = clean_needed(record.clean, record.failed, bar);
  if (record.ever_failed)
    needed =
        std::max(needed, static_cast<int>(std::ceil(clean_after_failure(bar) - record.clean_since_failure)));
  Licence licence;
  licence.clean_needed = std::max(needed, 0);
  char reliability[32];
  std::snprintf(reliability, sizeof reliability, "%g%%", bar.reliability * 100);
  if (licence.clean_needed == 0) {
    licence.level = Level::kAutopilot;
    licence.why = "its record proves more than " + std::string(reliability);
  } else {
    licence.why = counted(static_cast<uint64_t>(licence.clean_needed), "more clean verdict") +
                  " needed to show that it is right more than " + reliability + " of the time";
  }
  return licence;
}

}  // namespace suit
