// Turns a Proposal into a Verified, or says why not. The only maker of a Verified.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "change/stages.h"
#include "change/task.h"
#include "ledger/ledger.h"
#include "verify/check.h"
#include "verify/policy.h"
#include "verify/sandbox.h"

namespace suit {

struct Refused {
  std::vector<CheckResult> results;
  bool by_check = false;  // a check that the unchanged folder passes failed: the proposal is wrong, not just forbidden
};

// What a face may show while checks run.
struct VerifyProgress {
  std::function<void(const Check& check)> started = {};
  std::function<void(const Check& check, std::string_view output)> running = {};
  std::function<void(const CheckResult& result)> finished = {};
  const std::atomic<bool>* cancelled = nullptr;
};

class Verifier {
 public:
  Verifier(Ledger& ledger, PolicyRules rules, std::vector<Check> checks, SandboxOptions sandbox)
      : ledger_(ledger), rules_(std::move(rules)), checks_(std::move(checks)), sandbox_(std::move(sandbox)) {}

  // Policies first; if one refuses, no check runs. Then each check that the changed paths call for, in a sandbox. One
  // that fails runs again on the unchanged folder: if it fails there too, the proposal is not to blame, but a person
  // must be asked. Every result is an event about the proposal, with the full output kept.
  // Errors: kUnsupported (no sandbox here: nothing ran unprotected), kCancelled, those of the ledger.
  Result<std::variant<Verified, Refused>> verify(Proposal proposal, const Task& task, const VerifyProgress& progress);

 private:
  Result<CheckResult> run_check(const Sandbox& sandbox, const Check& check, const Proposal& proposal,
                                const VerifyProgress& progress);
  Result<void> record(const Proposal& proposal, const CheckResult& result);

  Ledger& ledger_;
  PolicyRules rules_;
  std::vector<Check> checks_;
  SandboxOptions sandbox_;
};

}  // namespace suit
