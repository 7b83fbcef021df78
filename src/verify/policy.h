// The checks that need no program: rules on what a proposal may touch and contain. They run at every level.
#pragma once

#include <string>
#include <vector>

#include "change/diff.h"
#include "change/proposal.h"
#include "change/stages.h"
#include "change/task.h"

namespace suit {

struct PolicyRules {
  // Globs as in scope_glob_matches. deny takes precedence over ask, ask over allow.
  std::vector<std::string> allow = {};  // also opens protected places, if a rule names them
  std::vector<std::string> ask = {};    // a person must agree, at every level
  std::vector<std::string> deny = {};
  uint64_t diff_lines_max = 20'000;  // added and removed lines of all files
  uint64_t files_max = 2'000;
  uint64_t file_bytes_max = 16u << 20;  // of one file after the change
  bool operator==(const PolicyRules&) const = default;
};

struct PolicyVerdict {
  std::vector<CheckResult> results;      // one per policy, in a fixed order, named "policy:…"
  std::vector<std::string> ask_reasons;  // why a person must be asked
};

PolicyVerdict examine_policy(const Proposal& proposal, const Task& task, const PolicyRules& rules);

// The limit for undo and redo: no path is in a protected place of the tier kNever, unless an allow rule names
// it. Errors: kDenied, with the first such path.
Result<void> permit_places(const std::vector<std::string>& paths, const PolicyRules& rules);

}  // namespace suit
