// A task about lines of one file, at the levels that go no further: `edit` puts new lines in their place,
// `complete` goes on after the last of them. The answer is one fenced block: nothing has to be found, so
// nothing can be misplaced, and a small model has only the new lines to write. A whole symbol is such a
// selection.
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
  FileVersion base;  // the file as the model was shown it, secrets masked; the digest is that of the file
  LineRange lines;   // within it
  Level level = Level::kEdit;
};

// The task's selection: its scope is one file with one range of lines, its level complete or edit. nullopt
// where that is not so, or the file is not there, no text, or shorter: then the task is for a whole answer.
std::optional<Selection> selection_of(const Task& task, Files& files);

// For the source that offers these lines and those around them. Good as long as the selection.
SelectedLines selected_lines(const Selection& selection);

// What its program reads of that part, as names for render(): the lines, those before and after them, and a
// fence that none of the file's lines holds.
Json selection_inputs(const Selection& selection, const OfferedPart& part);

// The file with the answer's lines put in. Refusals: no block or several, one that is not closed, and those
// of plan_edits() for a file given whole.
EditPlan plan_selection(std::string_view answer, const Selection& selection, const PresentFiles& present);

}  // namespace suit
