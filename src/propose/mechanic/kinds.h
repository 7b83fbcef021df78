// The kinds of instruction that the mechanic understands, each a struct in its own file. To add one, define
// it and name it in both lists here.
#pragma once

#include "propose/mechanic/instruction.h"

namespace suit::mechanic {

class Job;

struct Kind {
  Wording wording;
  // One sentence for questions: "rename parse_line to parse_record in src".
  std::string (*describe)(const Instruction& in);
  // Adds its edits to the job. Returns the proposal's summary.
  Result<std::string> (*act)(Job& job, const Instruction& in);
  // A reading of this kind is dropped if one of that kind is settled, unless its text is quoted.
  const Kind* yields_to = nullptr;
};

extern const Kind kRenameIdentifier, kReplaceText, kSetKey, kMoveFile, kInsertLine, kRemoveLine, kSortLines,
    kDedupeLines, kTrimTrailing, kLineEndings, kFinalNewline;

// In the order in which they are tried.
inline constexpr const Kind* kKinds[] = {
    &kRenameIdentifier, &kReplaceText, &kSetKey,       &kMoveFile,    &kInsertLine,   &kRemoveLine,
    &kSortLines,        &kDedupeLines, &kTrimTrailing, &kLineEndings, &kFinalNewline,
};

}  // namespace suit::mechanic
