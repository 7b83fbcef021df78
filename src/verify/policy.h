// The checks that need no program: rules on what a proposal may touch and bring in. They always run, at every level.
#pragma once

#include <string>
#include <vector>

#include "change/diff.h"
#include "change/proposal.h"
#include "change/stages.h"
#include "change/task.h"

namespace suit {

struct PolicyRules {
  // Globs, as scope_glob_matches reads them. deny wins over ask, ask over allow.
  std::vector<std::string> allow = {};  // also opens protected places, if a rule names them
  std::vector<std::string> ask = {};    // a person must say yes, whatever the level
  std::vector<std::string> deny = {};
  uint64_t diff_lines_max = 20'000;     // added and removed lines, all files together
  uint64_t files_max = 2'000;
  uint64_t file_bytes_max = 16u << 20;  // of one file afterwards
  bool operator==(const PolicyRules&) const = default;
};

struct PolicyVerdict {
  std::vector<CheckResult> results;        // one a policy, in a fixed order, named "policy:…"
  std::vector<std::string> ask_reasons;    // why a person must be asked
};

PolicyVerdict examine_policy(const Proposal& proposal, const Task& task, const PolicyRules& rules);

// Places that steer tools which act by themselves: version control, Suit's own, hooks, editors, agents, CI. A proposal
// may touch one only where an allow rule names it. Returns the pattern that matched, "" for none.
std::string_view protected_place(std::string_view path);

}  // namespace suit
