// Writes proposals to the ledger and reads them back.
#include "change/event_names.h"
#include "change/proposal_event.h"

namespace suit {
namespace {

Result<void> keep_version(Ledger& ledger, const FileVersion& version, const Digest* base) {
  if (version.type == FileType::kAbsent) return {};
  return ledger.keep(version.digest, version.content, base);
}

}  // namespace

Result<void> record(Ledger& ledger, Proposal& proposal) {
  for (const FileEdit& edit : proposal.edits) {
    RETURN_IF_ERROR(keep_version(ledger, edit.before, nullptr));
    RETURN_IF_ERROR(keep_version(ledger, edit.after,
                                 edit.before.type == FileType::kAbsent ? nullptr : &edit.before.digest));
  }
  ASSIGN_OR_RETURN(Digest edits, keep_edit_list(ledger, proposal.edits));
  ProposalEvent event{.proposer = proposal.proposer,
                      .version = proposal.proposer_version,
                      .kind = proposal.kind,
                      .summary = proposal.summary,
                      .notes = proposal.notes,
                      .files = static_cast<int64_t>(proposal.edits.size()),
                      .edits = {.digest = edits},
                      .operation = proposal.operation,
                      .size = proposal.size,
                      .amends = proposal.amends,
                      .suspects = proposal.suspects};
  ASSIGN_OR_RETURN(proposal.id, ledger.append(event, proposal.task));
  proposal.name = name_of_event(ledger, proposal.id);
  return {};
}

Result<Proposal> load_proposal(Ledger& ledger, Sequence id) {
  ASSIGN_OR_RETURN(Event event, ledger.event(id));
  if (!event.is<ProposalEvent>())
    return Error{ErrorCode::kNotFound, name_of_event(ledger, id) + " is not a proposal but a " + event.kind,
                 "`suit log` lists the proposals"};
  ProposalEvent recorded = ProposalEvent::of(event);
  Proposal proposal{.id = id,
                    .name = name_of_event(ledger, id),
                    .task = event.about,
                    .amends = recorded.amends,
                    .proposer = std::move(recorded.proposer),
                    .proposer_version = std::move(recorded.version),
                    .kind = std::move(recorded.kind),
                    .summary = std::move(recorded.summary),
                    .notes = std::move(recorded.notes),
                    .suspects = std::move(recorded.suspects),
                    .operation = std::move(recorded.operation),
                    .size = std::move(recorded.size)};
  ASSIGN_OR_RETURN(proposal.edits, edits_of(ledger, recorded.edits));
  return proposal;
}

}  // namespace suit
