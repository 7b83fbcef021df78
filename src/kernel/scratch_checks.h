// The folder's checks for a proposer's own use, before there is a proposal.
#pragma once

#include "propose/proposer.h"
#include "verify/check.h"
#include "verify/sandbox.h"

namespace suit {

// The same checks in the same sandbox as verification; what it finds is told to the proposer and nobody else.
class SandboxedChecks final : public ScratchChecks {
 public:
  SandboxedChecks(std::vector<Check> checks, SandboxOptions sandbox) : checks_(std::move(checks)), sandbox_(std::move(sandbox)) {}
  std::vector<std::string> names() const override;
  Result<std::vector<Outcome>> run(const std::vector<FileEdit>& edits, const std::atomic<bool>* cancelled) override;

 private:
  std::vector<Check> checks_;
  SandboxOptions sandbox_;
};

}  // namespace suit
