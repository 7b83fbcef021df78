// The proposer that fixes what makes a check fail, with no model: finds where the fault may be, tries small
// edits there, most promising first, and proposes the best of those that make the checks pass. docs/repair.md
// says how and how well.
#pragma once

#include <memory>

#include "propose/mechanic/phrasebook.h"
#include "propose/proposer.h"

namespace suit {

// Changes whenever what is proposed for some task does: evidence is kept for each version.
inline constexpr std::string_view kRepairVersion = "1";

// Which tasks it takes: those whose text is one of its phrasings, or every one, as `suit fix` does.
enum class RepairTexts { kPhrasings, kAny };

// Its errors: kCancelled with nothing found; kUnsupported (no sandbox); those of the files.
std::unique_ptr<Proposer> make_repair(RepairTexts texts = RepairTexts::kPhrasings);

namespace repair {

const mechanic::Phrasebook& phrasebook();

}  // namespace repair
}  // namespace suit
