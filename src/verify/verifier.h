// Turns a Proposal into a Verified, or returns the reasons against it. Only it can create a Verified.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "ledger/ledger.h"
#include "verify/judge.h"

namespace suit {

struct Refused {
  std::vector<CheckResult> results;
  bool by_check = false;  // as in a Judgement
};

class Verifier {
 public:
  Verifier(Ledger& ledger, Files& files, PolicyRules rules, std::vector<Check> checks, SandboxOptions sandbox,
           MutantMaker mutant_maker)
      : ledger_(ledger),
        files_(files),
        rules_(std::move(rules)),
        checks_(std::move(checks)),
        sandbox_(std::move(sandbox)),
        mutant_maker_(std::move(mutant_maker)) {}

  // Judges by all checks, as Judge does. Records every check result as an event of the proposal, with the
  // full output, and every policy that refuses. Errors: those of Judge::judge and of the ledger.
  Result<std::variant<Verified, Refused>> verify(Proposal proposal, const Task& task, Watch& watch);

 private:
  Result<void> record(const Proposal& proposal, const CheckResult& result, const std::string& output);

  Ledger& ledger_;
  Files& files_;
  PolicyRules rules_;
  std::vector<Check> checks_;
  SandboxOptions sandbox_;
  MutantMaker mutant_maker_;
};

}  // namespace suit
