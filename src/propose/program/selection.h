// A task about lines of one file, at the levels that go no further: `edit` puts new lines in their place,
// `complete` goes on after the last of them. The answer is one fenced block: nothing has to be found, so
// nothing can be misplaced, and a small model has only the new lines to write. A whole symbol is such a
// selection.
#pragma once

#include <optional>
#include <string>

#include "change/plan_edits.h"
#include "change/task.h"
#include "folder/folder.h"
#include "model/model.h"

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

// What its program reads, as names for render(): the lines, those around them as far as `budget_tokens` goes,
// and a fence that none of them holds.
Json selection_inputs(const Selection& selection, const std::string& task, int64_t budget_tokens,
                      Model& model);

// The file with the answer's lines put in. Refusals: no block or several, one that is not closed, and those
// of plan_edits() for a file given whole.
EditPlan plan_selection(std::string_view answer, const Selection& selection, const PresentFiles& present);

}  // namespace suit
