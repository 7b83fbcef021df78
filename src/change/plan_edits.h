// Turns parsed edits into file edits on the present contents. Every file is planned first: one refusal
// refuses the whole answer, and all refusals are reported together. Nothing is guessed: docs/edit_formats.md
// has the rules.
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
  // The present version of a path, as read_version() gives it; called once per path. An error refuses the
  // edit (kNotAFile).
  std::function<Result<FileVersion>(std::string_view path)> read;
  // Some or all paths of the folder, for suggestions if the answer's path does not exist. May be empty.
  std::vector<std::string> known_paths = {};
  // The digest of the version that the model saw; nullopt if it saw none. A whole file has no old side, so an
  // existing file that changed since, or was not shown, is refused (kStale). Not set: all files are taken as
  // shown.
  std::function<std::optional<Digest>(std::string_view path)> shown = {};
};

struct EditPlan {
  std::vector<FileEdit> edits;        // sorted by path, each path once; empty if there are refusals
  std::vector<std::string> notes;     // what the second step did; for the model and the reviewer
  std::vector<EditRefusal> refusals;  // in the answer's order
  bool ok() const { return refusals.empty(); }
};

EditPlan plan_edits(const ParsedEdits& parsed, const PresentFiles& files, Ladder ladder = Ladder::kFull);

// Both steps: parse_edits() and plan_edits().
EditPlan plan_answer(std::string_view answer, std::optional<EditFormat> format, const PresentFiles& files);

// All refusals as a message to the model that wrote the answer; empty if there are none.
std::string refusal_text(const std::vector<EditRefusal>& refusals);

// Why a path must not be written: absolute, "..", below .git, control characters. Empty: it is allowed. Scope
// and policies are checked on the proposal.
std::string path_fault(std::string_view path);

}  // namespace suit
