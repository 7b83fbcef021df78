#include "kernel/level.h"

#include "base/glob.h"
#include "base/text.h"

namespace suit {

int attempts_of(Level level) { return level >= Level::kAgent ? 5 : level >= Level::kEdit ? 3 : 1; }

LevelDecision decide_level(Level asked, const Proposal& proposal, const Settings& settings, const TrustRecord& record) {
  LevelDecision decision{asked, asked};
  auto lower = [&](Level level, std::string why) {
    if (level >= decision.allowed) return;
    decision.allowed = level;
    decision.caps.push_back(std::move(why));
  };
  for (const FileEdit& edit : proposal.edits)
    for (const Ceiling& ceiling : settings.ceilings)
      if (scope_glob_matches(ceiling.glob, edit.path))
        lower(ceiling.level, printable(edit.path) + " is under the ceiling " + std::string(name_of(ceiling.level)) +
                                 " (" + ceiling.glob + ")");
  Licence licence = licence_of(record, settings.trust);
  decision.unlicensed = decision.allowed == Level::kAutopilot && licence.level < Level::kAutopilot;
  if (asked == Level::kAutopilot)
    lower(licence.level, "autopilot is not licensed for " + proposal.proposer + " " + proposal.proposer_version + " and " +
                             proposal.kind + ": " + licence.why);
  return decision;
}

}  // namespace suit
