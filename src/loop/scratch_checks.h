// Runs the folder's checks for a proposer, before there is a proposal.
#pragma once

#include "propose/proposer.h"
#include "sandbox/sandbox.h"
#include "verify/check.h"

namespace suit {

// Tells a listener, which may be empty, that checks run during its lifetime: a local model then uses fewer
// threads.
class WhileChecksRun {
 public:
  explicit WhileChecksRun(const std::function<void(bool running)>& listener) : listener_(listener) {
    if (listener_) listener_(true);
  }
  ~WhileChecksRun() {
    if (listener_) listener_(false);
  }
  WhileChecksRun(const WhileChecksRun&) = delete;
  WhileChecksRun& operator=(const WhileChecksRun&) = delete;

 private:
  const std::function<void(bool running)>& listener_;
};

// The same checks in the same sandbox as verification; only the proposer gets the results.
class SandboxedChecks final : public ScratchChecks {
 public:
  // `told`: WhileChecksRun's listener.
  SandboxedChecks(std::vector<Check> checks, SandboxOptions sandbox, std::function<void(bool running)> told)
      : checks_(std::move(checks)), sandbox_(std::move(sandbox)), told_(std::move(told)) {}
  std::vector<std::string> names() const override;
  Result<std::vector<Outcome>> run(const std::vector<FileEdit>& edits,
                                   const std::atomic<bool>* cancelled) override;

 private:
  std::vector<Check> checks_;
  SandboxOptions sandbox_;
  std::function<void(bool running)> told_;
};

}  // namespace suit
