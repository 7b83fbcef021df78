#include "functions/levels.h"

#include <algorithm>

#include "base/glob.h"

namespace suit::functions {
namespace {

// Without a model the kind of task, and so its trust record, is known in advance.
Result<bool> is_licensed(const Proposer& known, Workspace& workspace) {
  if (!workspace.ledger()) return false;
  ASSIGN_OR_RETURN(std::vector<TrustRecord> records, read_trust(workspace.evidence()));
  return std::any_of(records.begin(), records.end(), [&](const TrustRecord& record) {
    return record.key.proposer == known.name() && record.key.version == known.version() &&
           licence_of(record, workspace.settings().trust).level == Level::kAutopilot;
  });
}

}  // namespace

Result<Levels::Answer> Levels::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  Answer answer;
  bool licensed = false;
  for (const Proposer* proposer : session.parts().without_model) {
    std::string kind = proposer->kind_of(request.task);
    if (kind.empty()) continue;
    answer.kind = kind;
    ASSIGN_OR_RETURN(licensed, is_licensed(*proposer, *workspace));
    break;
  }
  for (Level level : kLevels) {
    LevelRole role = role_of(level);
    Row row{
        level, std::string(role.who_acts), std::string(role.who_watches), std::string(role.may_change), true,
        {}};
    auto add = [&](const LevelCap& cap) { row.caps.push_back({cap.why, cap.lift}); };
    for (const Ceiling& ceiling : workspace->settings().ceilings) {
      if (ceiling.level >= level) continue;
      for (const std::string& path : request.path) {
        if (has_glob_characters(path) || !scope_glob_matches(ceiling.glob, path)) continue;
        add(cap_of(ceiling, path));
        row.allowed = false;
      }
      // The files that the task will touch are not known yet.
      if (request.path.empty())
        add({"changes to " + ceiling.glob + " are limited to " + std::string(name_of(ceiling.level)),
             cap_of(ceiling, "").lift});
    }
    if (level == Level::kAutopilot && !licensed) {
      add({"the kind of task, and so its trust record, is known only after it is proposed",
           "clean verdicts by a person, for each kind of task"});
      row.allowed = false;
    }
    if (row.allowed) answer.highest = level;
    answer.levels.push_back(std::move(row));
  }
  return answer;
}

}  // namespace suit::functions
