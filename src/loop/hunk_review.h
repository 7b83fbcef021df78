// Reviews a proposal in units, and computes the resulting decision. No screen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/diff.h"
#include "change/watch.h"

namespace suit {

// A unit of review: neighbouring hunks of a file, a file that is created, deleted or binary, or a move with
// both ends.
struct ReviewUnit {
  size_t edit = 0;                   // index into the proposal's edits
  std::optional<size_t> moved_edit;  // a move: the edit that removes the old path
  std::optional<HunkGroup> group;    // unset: the whole edit
};

enum class Mark { kUndecided, kAccepted, kRejected, kEdited };

class HunkReview {
 public:
  static constexpr size_t kContextLines = 3;

  // The proposal must outlive this object.
  explicit HunkReview(const Proposal& proposal);

  const std::vector<ReviewUnit>& units() const { return units_; }
  const FileDiff& diff_of(size_t unit) const { return diffs_[units_[unit].edit]; }
  Mark mark(size_t unit) const { return marks_[unit]; }
  void accept(size_t unit);           // as proposed: drops an edit of it
  void accept_as_shown(size_t unit);  // with its edit, if there is one: kEdited
  void reject(size_t unit, std::string reason);
  void forget(size_t unit) { marks_[unit] = Mark::kUndecided; }
  size_t count(Mark mark) const;

  // An edit outlives forget() and reject(); revert() drops it and leaves the unit undecided.
  bool is_edited(size_t unit) const { return edited_[unit].has_value(); }
  void revert(size_t unit);

  // The unit was fully shown on the screen.
  void set_shown(size_t unit) { shown_[unit] = true; }
  bool was_shown(size_t unit) const { return shown_[unit]; }

  // The unit as a unified diff, for a screen or an editor; includes its edit, if there is one.
  std::string text_of(size_t unit) const;
  // Accepts an edited text_of(). Errors: kInvalid (not a hunk, or its old lines differ from the file's);
  // marks stay unchanged.
  Result<void> edit(size_t unit, std::string_view text);

  // Undecided units are left out. All accepted: kAccept. None: kReject with the reasons, or kLater if none
  // was rejected. Otherwise kAmend with the accepted ones. Unread if it includes a unit that was never shown.
  Decision decision() const;

 private:
  FileEdit remaining(size_t edit_index) const;
  std::string edited_text_of(size_t unit) const;

  const Proposal& proposal_;
  std::vector<FileDiff> diffs_;        // one per edit; a move is compared with its source
  std::vector<FileEdit> moved_views_;  // owns the text of those diffs
  std::vector<ReviewUnit> units_;
  std::vector<Mark> marks_;
  std::vector<std::optional<std::string>> edited_;  // the text of the unit's lines with context
  std::vector<bool> shown_;
  std::vector<std::string> reasons_;
};

}  // namespace suit
