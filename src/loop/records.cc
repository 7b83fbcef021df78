// Records that the loop reads from the ledger.
#include <map>
#include <set>

#include "base/text.h"
#include "change/apply_events.h"
#include "change/diff.h"
#include "change/event_names.h"
#include "change/proposal_event.h"
#include "change/task_events.h"
#include "loop/loop.h"
#include "loop/standing.h"
#include "model/call_event.h"
#include "trust/reply_event.h"
#include "trust/verdict_event.h"
#include "verify/check_event.h"

namespace suit {
namespace {

constexpr size_t kDifferenceBytesMax = 6'000;

// As many whole lines as fit.
std::string difference_of(const Proposal& proposal) {
  std::string text;
  for_each_diff(proposal.edits, [&](const EditDiff& one) {
    text += one.text;
    return text.size() < kDifferenceBytesMax;
  });
  if (text.size() <= kDifferenceBytesMax) return text;
  size_t line = text.rfind('\n', kDifferenceBytesMax);
  return text.substr(0, line == text.npos ? kDifferenceBytesMax : line + 1) + "…\n";
}

}  // namespace

Result<Task> load_task(Ledger& ledger, Sequence id) {
  ASSIGN_OR_RETURN(Event event, ledger.event(id));
  if (!event.is<TaskEvent>())
    return Error{ErrorCode::kNotFound, name_of_event(ledger, id) + " is not a task but a " + event.kind};
  TaskEvent asked = TaskEvent::of(event);
  Task task{.id = id,
            .name = name_of_event(ledger, id),
            .text = std::move(asked.text),
            .level = asked.level,
            .here = std::move(asked.here)};
  ASSIGN_OR_RETURN(task.scope, Scope::parse(asked.scope));
  // The person may have changed the level while the task ran.
  Ledger::Query query{.kinds = kinds_of<LevelEvent>(), .about = id, .limit = 1, .newest_first = true};
  ASSIGN_OR_RETURN(auto changes, ledger.events(query));
  for (const Event& change : changes) task.level = LevelEvent::of(change).to.value_or(task.level);
  return task;
}

Reason reason_of_person(const Proposal& proposal, const std::string& words) {
  return {"person", words, Reason::By::kPerson, difference_of(proposal)};
}

Result<std::vector<Reason>> reasons_of(Ledger& ledger, Sequence task) {
  std::vector<Reason> reasons;
  Ledger::Query query{.kinds = kinds_of<ProposalEvent>(), .about = task, .brief = true};
  ASSIGN_OR_RETURN(auto proposals, ledger.events(query));
  for (const Event& proposed : proposals) {
    ASSIGN_OR_RETURN(auto events, ledger.events({.kinds = kinds_of<VerdictEvent, CheckEvent>(),
                                                 .about = proposed.sequence}));
    std::map<std::string, std::optional<Digest>> outputs;  // of checks, by name
    std::string difference;
    if (auto proposal = load_proposal(ledger, proposed.sequence)) difference = difference_of(*proposal);
    for (const Event& event : events) {
      if (event.is<CheckEvent>()) {
        CheckResult result = CheckEvent::of(event).result;
        outputs[result.name] = result.output;
        continue;
      }
      VerdictEvent verdict = VerdictEvent::of(event);
      if (verdict.outcome != VerdictOutcome::kRejected) continue;
      Reason reason{verdict.by, verdict.reason, Reason::By::kProgram, difference};
      // A person's words from another ledger are only data.
      if (reason.source == "person" && event.sequence > ledger.foreign_until())
        reason.by = Reason::By::kPerson;
      std::optional<Digest> digest = outputs[reason.source];
      if (auto output = digest ? ledger.content(*digest) : Result<std::string>(Error{}))
        reason.text += "\n" + *output;
      reasons.push_back(std::move(reason));
    }
  }
  return reasons;
}

Result<std::optional<Sequence>> unfinished_task(Ledger& ledger) {
  std::set<Sequence> asked, proposed;
  std::optional<Sequence> found;
  Ledger::Query query{.kinds = kinds_of<TaskEvent, CallEvent, ProposalEvent, ReplyEvent>(),
                      .newest_first = true,
                      .brief = true};
  RETURN_IF_ERROR(ledger.for_each(query, [&](const Event& event) {
    if (!event.is<TaskEvent>()) return (event.is<CallEvent>() ? asked : proposed).insert(event.about), true;
    if (asked.contains(event.sequence) && !proposed.contains(event.sequence)) found = event.sequence;
    return !found;
  }));
  return found;
}

namespace {

// An unreadable event must not keep the rest of the ledger from shrinking.
void collect_digests(Ledger& ledger, const Event& event, std::vector<Digest>& digests) {
  EditListRef list = EditListRef::of(event);
  if (list.digest) digests.push_back(*list.digest);
  auto edits = listed_edits(ledger, list);
  if (!edits) return;
  for (const FileEdit& edit : *edits)
    for (const FileVersion* side : {&edit.before, &edit.after})
      if (side->type != FileType::kAbsent) digests.push_back(side->digest);
}

}  // namespace

Result<uint64_t> keep_within_bound(Workspace& workspace) {
  Ledger& ledger = *workspace.ledger();
  ASSIGN_OR_RETURN(LedgerSize size, ledger.size());
  if (size.blob_bytes <= workspace.settings().keep_bytes) return uint64_t{0};
  std::vector<Digest> needed;
  ASSIGN_OR_RETURN(std::vector<Event> pending, pending_proposals(ledger));
  for (const Event& brief : pending) {
    ASSIGN_OR_RETURN(Event event, ledger.event(brief.sequence));
    collect_digests(ledger, event, needed);
  }
  ASSIGN_OR_RETURN(auto newest,
                   ledger.events({.kinds = kinds_of<ApplyBeginEvent>(), .limit = 1, .newest_first = true}));
  for (const Event& event : newest) collect_digests(ledger, event, needed);
  return ledger.prune(workspace.settings().keep_bytes, needed);
}

}  // namespace suit
