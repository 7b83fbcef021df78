// The kinds of instruction that the mechanic understands. Each is one struct in a file of its own. To add
// one, define it there and name it in both lists here.
#pragma once

#include "propose/mechanic/instruction.h"

namespace suit::mechanic {

class Job;

struct Kind {
  Wording wording;
  // One sentence, to ask back with: "rename parse_line to parse_record in src".
  std::string (*describe)(const Instruction& in);
  // Puts its edits into the job. Returns the proposal's summary.
  Result<std::string> (*act)(Job& job, const Instruction& in);
  // A reading of this kind is dropped where one of that kind is settled, unless what it names is quoted.
  const Kind* yields_to = nullptr;
};

extern const Kind kRenameIdentifier, kReplaceText, kSetKey, kMoveFile, kInsertLine, kRemoveLine, kSortLines,
    kDedupeLines, kTrimTrailing, kLineEndings, kFinalNewline;

// In the order in which a text is read.
inline constexpr const Kind* kKinds[] = {
    &kRenameIdentifier, &kReplaceText, &kSetKey,       &kMoveFile,    &kInsertLine,   &kRemoveLine,
    &kSortLines,        &kDedupeLines, &kTrimTrailing, &kLineEndings, &kFinalNewline,
};

}  // namespace suit::mechanic
