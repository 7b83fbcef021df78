#include "propose/first.h"

namespace suit {

Result<Reply> FirstProposer::propose(const Request& request) {
  if (task_ != request.task.id) task_ = request.task.id, chosen_ = SIZE_MAX;
  if (chosen_ < proposers_.size()) return proposers_[chosen_]->propose(request);
  CHECK(!proposers_.empty());
  for (size_t i = 0; i + 1 < proposers_.size(); ++i) {
    Result<Reply> reply = proposers_[i]->propose(request);
    bool pass_on = reply ? std::holds_alternative<Declined>(*reply) : reply.error().code == ErrorCode::kNotFound;
    if (pass_on) continue;
    if (reply) chosen_ = i;
    return reply;
  }
  chosen_ = proposers_.size() - 1;
  return proposers_[chosen_]->propose(request);
}

}  // namespace suit
