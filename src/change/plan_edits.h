// From wished edits to file edits on the present contents. Every file is planned before anything counts: one
// refusal refuses the whole answer, and all refusals are told at once. Nothing is guessed:
// docs/edit_formats.md has the rules.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "change/edit_formats.h"
#include "change/place_lines.h"
#include "change/proposal.h"

namespace suit {

struct PresentFiles {
  // What stands at a path now, as read_version() says it; called once a path. An error refuses the edit
  // (kNotAFile).
  std::function<Result<FileVersion>(std::string_view path)> read;
  // Some or all paths of the folder, to suggest one where the answer's is not there. May be empty.
  std::vector<std::string> known_paths = {};
  // The digest of the version that the model was shown; nullopt where it was not. A file given whole has no
  // old lines that would be missed, so one that is there and is another now, or was never shown, is refused
  // (kStale). Not set: all are taken to be as they were shown.
  std::function<std::optional<Digest>(std::string_view path)> shown = {};
};

struct EditPlan {
  std::vector<FileEdit> edits;        // sorted by path, each path once; empty where there are refusals
  std::vector<std::string> notes;     // what was done on the second rung; for the model and the reviewer
  std::vector<EditRefusal> refusals;  // in the answer's order
  bool ok() const { return refusals.empty(); }
};

EditPlan plan_edits(const ParsedEdits& parsed, const PresentFiles& files, Ladder ladder = Ladder::kFull);

// Both steps: parse_edits() and plan_edits().
EditPlan plan_answer(std::string_view answer, std::optional<EditFormat> format, const PresentFiles& files);

// All refusals as a message to the model that wrote the answer; empty where there are none.
std::string refusal_text(const std::vector<EditRefusal>& refusals);

// Why a path must not be written: absolute, "..", below .git, control characters. Empty: it may. It says
// nothing about scope and policies, which are checked on the proposal.
std::string path_fault(std::string_view path);

}  // namespace suit
