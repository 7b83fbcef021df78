// Combines several proposers: the first that can handle a task does.
#pragma once

#include <memory>
#include <vector>

#include "propose/proposer.h"

namespace suit {

// A proposer passes a task on if it declines it or does not find what the task names. Once one has asked or
// proposed, it keeps the task, until a person rejects its proposal and it can't use reasons: then the last
// one gets the task. If all pass it on, the reply is that of the proposer nearest to handling it; among those
// that understood the text, the last one's. The proposers must outlive this object.
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
