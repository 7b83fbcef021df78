// A proposal as a screen reads it: its files, its units, their lines.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "ledger/ledger.h"
#include "loop/hunk_review.h"
#include "verify/policy.h"

namespace suit {

class ProposalView {
 public:
  static constexpr size_t kUnitLinesMax = 2'000;
  static constexpr uint64_t kSideBytesMax = 4u << 20;

  explicit ProposalView(Proposal proposal);
  ProposalView(const ProposalView&) = delete;

  const Proposal& proposal() const { return proposal_; }
  const HunkReview& review() const { return review_; }
  // One entry for each changed file; a move is one. Units are numbered through, file by file.
  Json files() const;
  Json unit(size_t index) const;
  // Why a person must be asked, by these rules: looked for once, as it takes long for a large proposal.
  // Thread-safe.
  std::vector<std::string> asks(const Task& task, const PolicyRules& rules) const;
  // Both sides of a file of files(). Errors: kNotFound, kLimit.
  Result<Json> sides(size_t file) const;

 private:
  struct File {
    size_t edit;
    size_t first_unit;
    size_t units;
  };
  const Proposal proposal_;
  const HunkReview review_;
  std::vector<File> files_;
  std::vector<size_t> file_of_unit_;
  mutable std::mutex mutex_;  // of both below
  mutable std::optional<PolicyRules> rules_;
  mutable std::vector<std::string> asks_;
};

// The views used last: a proposal never changes. Thread-safe.
class ProposalViews {
 public:
  // Errors: those of load_proposal().
  Result<std::shared_ptr<const ProposalView>> get(Ledger& ledger, Sequence id);

 private:
  static constexpr size_t kKept = 4;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const ProposalView>> kept_;  // newest last
};

}  // namespace suit
