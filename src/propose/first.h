// Several proposers as one: the first that can do a task does it.
#pragma once

#include <memory>
#include <vector>

#include "propose/proposer.h"

namespace suit {

// A proposer passes a task on when it declines it, or does not find what it takes the task to name. Once one
// has asked or proposed, the rest of the task is its own, until a person rejects what one proposed that makes
// nothing of reasons: then the last one has it. Where all pass it on, the reply is that of the proposer that
// was nearest to doing it; of those that understood the text, the last one's. The proposers must outlive it.
class FirstProposer final : public Proposer {
 public:
  explicit FirstProposer(std::vector<Proposer*> proposers) : proposers_(std::move(proposers)) {}
  std::string_view name() const override { return "first"; }
  std::string_view version() const override { return "1"; }
  Result<Reply> propose(const Request& request) override;
  bool heeds_reasons() const override { return proposers_.back()->heeds_reasons(); }

 private:
  std::vector<Proposer*> proposers_;
  int64_t task_ = -1;
  size_t chosen_ = SIZE_MAX;
};

}  // namespace suit
