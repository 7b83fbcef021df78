// The proposer that fixes a failing check without a model: locates suspicious lines, tries small edits there,
// most promising first, and proposes the best one that makes the checks pass. See docs/repair.md.
#pragma once

#include <memory>

#include "propose/mechanic/phrasebook.h"
#include "propose/proposer.h"

namespace suit {

// Bump it whenever a proposal for some task changes: evidence is kept per version.
inline constexpr std::string_view kRepairVersion = "1";

// Which tasks it accepts: those in one of its phrasings, or any, as for `suit fix`.
enum class RepairTexts { kPhrasings, kAny };

// Errors of the proposer: kCancelled (nothing found), kUnsupported (no sandbox), those of the files.
std::unique_ptr<Proposer> make_repair(RepairTexts texts = RepairTexts::kPhrasings);

namespace repair {

const mechanic::Phrasebook& phrasebook();

}  // namespace repair
}  // namespace suit
