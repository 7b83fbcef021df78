#include "propose/first.h"

#include <algorithm>

namespace suit {

Result<Reply> FirstProposer::propose(const Request& request) {
  CHECK(!proposers_.empty());
  if (task_ != request.task.id) task_ = request.task.id, chosen_ = SIZE_MAX;
  bool rejected = std::any_of(request.reasons.begin(), request.reasons.end(),
                              [](const Reason& reason) { return reason.by == Reason::By::kPerson; });
  bool is_deaf = chosen_ >= proposers_.size() || !proposers_[chosen_]->heeds_reasons();
  if (rejected && is_deaf && heeds_reasons()) chosen_ = proposers_.size() - 1;
  if (chosen_ < proposers_.size()) return proposers_[chosen_]->propose(request);
  for (size_t i = 0; i + 1 < proposers_.size(); ++i) {
    Result<Reply> reply = proposers_[i]->propose(request);
    bool pass_on =
        reply ? std::holds_alternative<Declined>(*reply) : reply.error().code == ErrorCode::kNotFound;
    if (pass_on) continue;
    if (reply) chosen_ = i;
    return reply;
  }
  chosen_ = proposers_.size() - 1;
  return proposers_[chosen_]->propose(request);
}

}  // namespace suit
