// Deciding on a proposal piece by piece: what the pieces are, and what is left of the proposal afterwards. No
// screen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/diff.h"
#include "change/watch.h"

namespace suit {

// A piece that is decided on as a whole: some neighbouring hunks of a file, a file that comes, goes or is
// binary, or a move with both its ends.
struct ReviewUnit {
  size_t edit = 0;                   // index into the proposal's edits
  std::optional<size_t> moved_edit;  // a move: the edit that takes the old path away
  std::optional<HunkGroup> group;    // none: the whole edit
};

enum class Mark { kUndecided, kAccepted, kRejected, kEdited };

class HunkReview {
 public:
  static constexpr size_t kContextLines = 3;

  // The proposal must outlive this.
  explicit HunkReview(const Proposal& proposal);

  const std::vector<ReviewUnit>& units() const { return units_; }
  const FileDiff& diff_of(size_t unit) const { return diffs_[units_[unit].edit]; }
  Mark mark(size_t unit) const { return marks_[unit]; }
  void accept(size_t unit);           // as it was proposed: an edit of it is dropped
  void accept_as_shown(size_t unit);  // with its edit, where it has one: kEdited
  void reject(size_t unit, std::string reason);
  void forget(size_t unit) { marks_[unit] = Mark::kUndecided; }
  size_t count(Mark mark) const;

  // An edit outlives forget() and reject(); revert() drops it and leaves the unit undecided.
  bool is_edited(size_t unit) const { return edited_[unit].has_value(); }
  void revert(size_t unit);

  // The unit was on the screen from its first line to its last.
  void set_shown(size_t unit) { shown_[unit] = true; }
  bool was_shown(size_t unit) const { return shown_[unit]; }

  // The unit as a unified diff, for a screen or an editor; with its edit, where it has one.
  std::string text_of(size_t unit) const;
  // Takes an edited text_of(). Errors: kInvalid (not a hunk, or its old lines are not the file's); no mark
  // changes.
  Result<void> edit(size_t unit, std::string_view text);

  // Undecided units count as left out. All accepted: kAccept. None: kReject with the reasons, or kLater where
  // none was rejected either. Else kAmend with what is left. Unread where a unit that was never shown is part
  // of it.
  Decision decision() const;

 private:
  FileEdit remaining(size_t edit_index) const;
  std::string edited_text_of(size_t unit) const;

  const Proposal& proposal_;
  std::vector<FileDiff> diffs_;        // one an edit; of a move, against what was moved
  std::vector<FileEdit> moved_views_;  // keeps what those diffs look at
  std::vector<ReviewUnit> units_;
  std::vector<Mark> marks_;
  std::vector<std::optional<std::string>> edited_;  // the text for the unit's lines with context
  std::vector<bool> shown_;
  std::vector<std::string> reasons_;
};

}  // namespace suit
