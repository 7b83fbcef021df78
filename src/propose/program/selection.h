// A task about lines of one file, for the levels below chat: `edit` replaces them, `complete` continues after
// the last one. The answer is one fenced block, so no place has to be found, and a small model writes only
// the new lines. A whole symbol is such a selection.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "change/plan_edits.h"
#include "change/task.h"
#include "context/offer.h"
#include "folder/folder.h"

namespace suit {

struct Selection {
  std::string path;
  FileVersion base;  // as shown to the model, secrets masked; the file's digest
  LineRange lines;   // within it
  Level level = Level::kEdit;
};

// The task's selection, if its scope is one file with one line range and its level complete or edit. nullopt
// otherwise, or if the file is absent, not text or shorter: the task then needs a whole answer.
std::optional<Selection> selection_of(const Task& task, Files& files);

// Input for the source that offers these lines and their surroundings. Valid as long as the selection.
SelectedLines selected_lines(const Selection& selection);

// The program's inputs from that part, for render(): the lines, those before and after them, and a fence that
// occurs in none of them.
Json selection_inputs(const Selection& selection, const OfferedPart& part);

// Inserts the answer's lines into the file. Refusals: no block or several, an unclosed one, and those of
// plan_edits() for a whole file.
EditPlan plan_selection(std::string_view answer, const Selection& selection, const PresentFiles& present);

}  // namespace suit
