#include "functions/proposal_diff.h"

#include "change/diff.h"
#include "loop/history.h"

namespace suit::functions {

Result<Diff::Answer> Diff::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  Answer answer;
  ASSIGN_OR_RETURN(answer.proposal, find_proposal(*ledger, request.id));
  ASSIGN_OR_RETURN(Proposal proposal, load_proposal(*ledger, answer.proposal));
  for_each_diff(proposal.edits, [&](const EditDiff& one) {
    answer.files.push_back({one.edit->path, one.text});
    return true;
  });
  return answer;
}

}  // namespace suit::functions
