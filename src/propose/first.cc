#include "propose/first.h"

#include <algorithm>

namespace suit {
namespace {

// If the reply passes the task on: how near the proposer was to handling it.
std::optional<size_t> nearness_of(const Result<Reply>& reply) {
  if (!reply) return reply.error().code == ErrorCode::kNotFound ? std::optional(SIZE_MAX) : std::nullopt;
  auto* declined = std::get_if<Declined>(&*reply);
  return declined ? std::optional(declined->nearness) : std::nullopt;
}

}  // namespace

Result<Reply> FirstProposer::propose(const Request& request) {
  CHECK(!proposers_.empty());
  if (task_ != request.task.id) task_ = request.task.id, chosen_ = SIZE_MAX;
  bool rejected = std::any_of(request.reasons.begin(), request.reasons.end(),
                              [](const Reason& reason) { return reason.by == Reason::By::kPerson; });
  bool is_deaf = chosen_ >= proposers_.size() || !proposers_[chosen_]->heeds_reasons();
  if (rejected && is_deaf && heeds_reasons()) chosen_ = proposers_.size() - 1;
  if (chosen_ < proposers_.size()) return proposers_[chosen_]->propose(request);
  std::optional<Result<Reply>> refusal;
  size_t nearest = 0;
  for (size_t i = 0; i < proposers_.size(); ++i) {
    Result<Reply> reply = proposers_[i]->propose(request);
    std::optional<size_t> nearness = nearness_of(reply);
    if (!nearness) {
      if (reply) chosen_ = i;
      return reply;
    }
    if (!refusal || *nearness > nearest || *nearness == SIZE_MAX) refusal.emplace(std::move(reply));
    nearest = std::max(nearest, *nearness);
  }
  return std::move(*refusal);
}

}  // namespace suit
