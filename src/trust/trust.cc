#include "trust/trust.h"

#include <cmath>
#include <map>

#include "base/text.h"

namespace suit {
namespace {

// What is known of one proposal once all events are read.
struct Standing {
  TrustKey key;
  std::string outcome;  // the last verdict: "accepted" or "rejected"
  std::string manner;   // how: "accepted", "edited", "unread", "licensed", "override"
  bool applied = false;  // an acceptance that could not be applied shows nothing yet
  bool undone = false;
  Sequence decided = 0;  // when it last changed
};

void add(TrustRecord& record, const Standing& standing) {
  double clean = 0, failed = 0;
  if (standing.undone || standing.outcome == "rejected") {
    failed = 1;
  } else if (!standing.applied) {
    return;
  } else if (standing.manner == "accepted") {
    clean = 1;
  } else if (standing.manner == "edited") {
    clean = failed = 0.5;
  } else if (standing.manner == "unread") {
    ++record.unread;
  } else if (standing.manner == "licensed") {
    ++record.licensed;
  } else if (standing.manner == "override") {
    ++record.overridden;
  }
  record.clean += clean;
  record.failed += failed;
  record.clean_since_failure = failed >= 1 ? 0 : record.clean_since_failure + clean;
  record.ever_failed |= failed >= 1;
}

// Proposals by id, in the order in which they were last decided.
Result<std::vector<Standing>> read_standings(Ledger& ledger) {
  std::map<Sequence, Standing> standings;
  std::map<Sequence, Sequence> origin;       // amended proposal → what a person changed into it
  std::map<Sequence, Sequence> application;  // "applied" event → its proposal, as it was proposed
  auto as_proposed = [&](Sequence proposal) {
    for (auto it = origin.find(proposal); it != origin.end(); it = origin.find(proposal)) proposal = it->second;
    return proposal;
  };
  RETURN_IF_ERROR(ledger.for_each({.kinds = {"proposal", "verdict", "applied"}, .brief = true}, [&](const Event& event) {
    if (event.kind == "proposal") {
      // From elsewhere, or an answer to a task from there: history, no evidence.
      if (event.sequence <= ledger.foreign_until() || (event.about && event.about <= ledger.foreign_until())) return true;
      standings[event.sequence].key = {string_or(event.body, "proposer", ""), string_or(event.body, "version", ""),
                                       string_or(event.body, "kind", "")};
      if (Sequence amends = integer_or(event.body, "amends", 0); amends && amends < event.sequence)
        origin[event.sequence] = amends;
    } else if (event.kind == "verdict") {
      auto it = standings.find(as_proposed(event.about));
      if (it == standings.end() || !bool_or(event.body, "evidence", true)) return true;
      if (it->second.outcome == "rejected") return true;  // a no stands, whatever comes after it
      it->second.outcome = string_or(event.body, "outcome", "");
      it->second.manner = string_or(event.body, "manner", "");
      it->second.decided = event.sequence;
    } else if (string_or(event.body, "action", "") == "apply") {
      application[event.sequence] = as_proposed(event.about);
      if (auto it = standings.find(as_proposed(event.about)); it != standings.end()) it->second.applied = true;
    } else if (auto applied = application.find(event.about); applied != application.end()) {
      // An undo. A redo has the undo as its object and gives nothing back: the undo had its reason.
      if (auto it = standings.find(applied->second); it != standings.end()) {
        it->second.undone = true;
        it->second.decided = event.sequence;
      }
    }
    return true;
  }));
  std::vector<Standing> decided;
  for (auto& [id, standing] : standings)
    if (standing.decided) decided.push_back(std::move(standing));
  std::sort(decided.begin(), decided.end(), [](auto& a, auto& b) { return a.decided < b.decided; });
  return decided;
}

}  // namespace

Result<std::vector<TrustRecord>> read_trust(Ledger& ledger) {
  ASSIGN_OR_RETURN(std::vector<Standing> standings, read_standings(ledger));
  std::map<TrustKey, TrustRecord> records;
  for (const Standing& standing : standings) {
    TrustRecord& record = records[standing.key];
    record.key = standing.key;
    add(record, standing);
  }
  std::vector<TrustRecord> sorted;
  for (auto& [key, record] : records) sorted.push_back(std::move(record));
  return sorted;
}

Result<TrustRecord> read_trust(Ledger& ledger, const TrustKey& key) {
  ASSIGN_OR_RETURN(std::vector<TrustRecord> records, read_trust(ledger));
  for (TrustRecord& record : records)
    if (record.key == key) return std::move(record);
  return TrustRecord{.key = key};
}

Licence licence_of(const TrustRecord& record, const TrustBar& bar) {
  int needed = clean_needed(record.clean, record.failed, bar);
  if (record.ever_failed)
    needed = std::max(needed, static_cast<int>(std::ceil(clean_after_failure(bar) - record.clean_since_failure)));
  Licence licence;
  licence.clean_needed = std::max(needed, 0);
  char reliability[32];
  std::snprintf(reliability, sizeof reliability, "%g%%", bar.reliability * 100);
  if (licence.clean_needed == 0) {
    licence.level = Level::kAutopilot;
    licence.why = "its record is above " + std::string(reliability) + " beyond doubt";
  } else {
    licence.why = counted(static_cast<uint64_t>(licence.clean_needed), "more clean verdict") +
                  " needed to show that it is right more than " + reliability + " of the time";
  }
  return licence;
}

}  // namespace suit
