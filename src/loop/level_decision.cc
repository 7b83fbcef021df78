#include "loop/level_decision.h"

#include "base/glob.h"
#include "base/text.h"
#include "loop/task_class.h"

namespace suit {

int attempts_of(Level level) {
  return level >= Level::kAgent ? 5 : level >= Level::kEdit ? 3 : 1;
}

LevelRole role_of(Level level) {
  switch (level) {
    case Level::kComplete:
      return {"suggests the next text at the cursor", "you, at each keystroke", "nothing"};
    case Level::kEdit:
      return {"one selection or file", "you, each hunk", "nothing"};
    case Level::kChat:
      return {"several files, one proposal", "you, before it is applied", "nothing"};
    case Level::kAgent:
      return {"many steps with tools in a sandbox, until checks pass", "you, at the end", "a scratch copy"};
    case Level::kAutopilot:
      return {"as agent, and applies", "checks and trust; you can undo", "what its scope and trust allow"};
  }
  CHECK(false);
  return {};
}

LevelCap cap_of(const Ceiling& ceiling, std::string_view path) {
  return {printable(path) + " is under the ceiling " + std::string(name_of(ceiling.level)) + " (" +
              ceiling.glob + ")",
          "a higher level for " + ceiling.glob + " in a [[ceiling]] of suit.toml"};
}

LevelCap cap_of(const Licence& licence, const TrustKey& key) {
  std::string what = kind_text(key);
  return {
      "autopilot is not allowed yet for " + key.proposer + " " + key.version + " and " + what + ": " +
          licence.why,
      counted(static_cast<uint64_t>(licence.clean_needed), "more clean verdict") + " of a person on " + what};
}

LevelCap cap_of_foreign(const std::string& why) {
  return {"the proposal is from a ledger that is not your own record: " + why,
          "`suit trust --adopt`, if it is yours"};
}

LevelDecision decide_level(Level asked, const Proposal& proposal, const Settings& settings,
                           const TrustRecord& record) {
  LevelDecision decision{asked, asked};
  auto lower = [&](Level level, LevelCap cap) {
    if (level >= decision.allowed) return;
    decision.allowed = level;
    decision.caps.push_back(std::move(cap));
  };
  for (const FileEdit& edit : proposal.edits)
    for (const Ceiling& ceiling : settings.ceilings)
      if (scope_glob_matches(ceiling.glob, edit.path)) lower(ceiling.level, cap_of(ceiling, edit.path));
  Licence licence = licence_of(record, settings.trust);
  decision.unlicensed = decision.allowed == Level::kAutopilot && licence.level < Level::kAutopilot;
  if (asked == Level::kAutopilot) lower(licence.level, cap_of(licence, trust_key_of(proposal)));
  return decision;
}

}  // namespace suit
