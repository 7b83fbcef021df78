#include "loop/hunk_review.h"

#include <algorithm>

#include "base/text.h"
#include "change/patch.h"

namespace suit {
namespace {

// The old lines that a displayed group covers, context included: [first, last).
std::pair<size_t, size_t> covered_lines(const FileDiff& diff, const HunkGroup& group) {
  const Hunk& first = diff.hunks[group.first];
  const Hunk& last = diff.hunks[group.last - 1];
  size_t lead = std::min({HunkReview::kContextLines, first.old_start, first.new_start});
  size_t end = last.old_start + last.old_count;
  return {first.old_start - lead, end + std::min(HunkReview::kContextLines, diff.old_lines.size() - end)};
}

}  // namespace

HunkReview::HunkReview(const Proposal& proposal) : proposal_(proposal) {
  const auto& edits = proposal.edits;
  moved_views_.reserve(edits.size());
  std::vector<bool> part_of_move(edits.size());
  auto source_of = [&](const FileEdit& edit) {
    const FileEdit* source = source_of_move(edits, edit);
    return source ? static_cast<size_t>(source - edits.data()) : edits.size();
  };
  for (const FileEdit& edit : edits)
    if (size_t from = source_of(edit); from < edits.size()) part_of_move[from] = true;
  for (size_t i = 0; i < edits.size(); ++i) {
    if (size_t from = source_of(edits[i]); from < edits.size()) {
      moved_views_.push_back({edits[i].path, edits[from].before, edits[i].after, edits[i].moved_from});
      diffs_.emplace_back(moved_views_.back());
      units_.push_back({i, from, {}});
      continue;
    }
    diffs_.emplace_back(edits[i]);
    if (part_of_move[i]) continue;
    bool in_pieces = !diffs_[i].hunks.empty() && edits[i].before.type == FileType::kFile &&
                     edits[i].after.type == FileType::kFile;
    if (!in_pieces) {
      units_.push_back({i, {}, {}});
      continue;
    }
    for (const HunkGroup& group : group_hunks(diffs_[i], kContextLines)) units_.push_back({i, {}, group});
  }
  marks_.assign(units_.size(), Mark::kUndecided);
  edited_.resize(units_.size());
  shown_.resize(units_.size());
  reasons_.resize(units_.size());
}

void HunkReview::reject(size_t unit, std::string reason) {
  marks_[unit] = Mark::kRejected;
  reasons_[unit] = std::move(reason);
}

void HunkReview::accept(size_t unit) {
  edited_[unit].reset();
  marks_[unit] = Mark::kAccepted;
}

void HunkReview::accept_as_shown(size_t unit) {
  marks_[unit] = edited_[unit] ? Mark::kEdited : Mark::kAccepted;
}

void HunkReview::revert(size_t unit) {
  edited_[unit].reset();
  forget(unit);
}

size_t HunkReview::count(Mark mark) const {
  return static_cast<size_t>(std::count(marks_.begin(), marks_.end(), mark));
}

std::string HunkReview::text_of(size_t unit) const {
  const ReviewUnit& piece = units_[unit];
  if (edited_[unit]) return edited_text_of(unit);
  if (piece.group) return unified_hunk(diffs_[piece.edit], *piece.group, kContextLines);
  const FileEdit& edit = proposal_.edits[piece.edit];
  std::string text = edit.moved_from.empty() ? "" : "moved from " + printable(edit.moved_from) + "\n";
  const FileDiff& diff = diffs_[piece.edit];
  if (diff.binary) return text + "a binary file\n";
  for (const HunkGroup& group : group_hunks(diff, kContextLines))
    text += unified_hunk(diff, group, kContextLines);
  if (diff.hunks.empty() && edit.before.mode != edit.after.mode && edit.moved_from.empty())
    text += "its mode changes\n";
  if (edit.after.type == FileType::kAbsent) text = "the file goes\n" + text;
  return text;
}

// The same lines before the edit, all of them, so that they can be edited again.
std::string HunkReview::edited_text_of(size_t unit) const {
  const FileDiff& diff = diffs_[units_[unit].edit];
  const HunkGroup& group = *units_[unit].group;
  auto [first, last] = covered_lines(diff, group);
  std::string old_text;
  for (size_t i = first; i < last; ++i) old_text += diff.old_lines[i];
  FileEdit edit{"", FileVersion::file(old_text, 0), FileVersion::file(*edited_[unit], 0)};
  FileDiff part(edit);
  const Hunk& hunk = diff.hunks[group.first];
  size_t lead = hunk.old_start - first, new_first = hunk.new_start - lead;
  auto range = [](size_t start, size_t count) {
    return std::to_string(start + (count > 0)) + "," + std::to_string(count);
  };
  std::string text =
      "@@ -" + range(first, part.old_lines.size()) + " +" + range(new_first, part.new_lines.size()) + " @@\n";
  if (part.hunks.empty()) {
    for (std::string_view line : part.old_lines) text += " " + std::string(line);
    return text + (text.ends_with('\n') ? "" : "\n\\ No newline at end of file\n");
  }
  std::string body = unified_hunk(part, {0, part.hunks.size()}, part.old_lines.size());
  return text + body.substr(body.find('\n') + 1);
}

Result<void> HunkReview::edit(size_t unit, std::string_view text) {
  const ReviewUnit& piece = units_[unit];
  if (!piece.group)
    return Error{ErrorCode::kUnsupported, "only changes inside a file can be edited here",
                 "accept or reject it whole"};
  ASSIGN_OR_RETURN(PatchHunk hunk, parse_hunk(text));
  const FileDiff& diff = diffs_[piece.edit];
  auto [first, last] = covered_lines(diff, *piece.group);
  std::string old_text;
  for (size_t i = first; i < last; ++i) old_text += diff.old_lines[i];
  if (hunk.old_text != old_text)
    return Error{ErrorCode::kInvalid,
                 "the lines that start with a space or '-' are no longer those of the file",
                 "change only lines that start with '+', or turn '-' into a space to keep a line"};
  marks_[unit] = Mark::kEdited;
  edited_[unit] = std::move(hunk.new_text);
  return {};
}

// One edit with only its accepted parts.
FileEdit HunkReview::remaining(size_t edit_index) const {
  const FileEdit& edit = proposal_.edits[edit_index];
  const FileDiff& diff = diffs_[edit_index];
  std::string content;
  size_t at = 0;
  auto copy_until = [&](size_t end) {
    for (; at < end; ++at) content += diff.old_lines[at];
  };
  for (size_t unit = 0; unit < units_.size(); ++unit) {
    const ReviewUnit& piece = units_[unit];
    if (piece.edit != edit_index) continue;
    if (!piece.group)
      return marks_[unit] == Mark::kAccepted ? edit : FileEdit{edit.path, edit.before, edit.before};
    if (marks_[unit] == Mark::kEdited) {
      auto [first, last] = covered_lines(diff, *piece.group);
      copy_until(first);
      content += *edited_[unit];
      at = last;
    } else if (marks_[unit] == Mark::kAccepted) {
      for (size_t h = piece.group->first; h < piece.group->last; ++h) {
        const Hunk& hunk = diff.hunks[h];
        copy_until(hunk.old_start);
        for (size_t i = 0; i < hunk.new_count; ++i) content += diff.new_lines[hunk.new_start + i];
        at += hunk.old_count;
      }
    }
  }
  copy_until(diff.old_lines.size());
  return {edit.path, edit.before, FileVersion::file(std::move(content), edit.after.mode)};
}

Decision HunkReview::decision() const {
  size_t accepted = count(Mark::kAccepted), edited = count(Mark::kEdited), rejected = count(Mark::kRejected);
  bool unread = false;
  for (size_t unit = 0; unit < units_.size(); ++unit)
    unread |= (marks_[unit] == Mark::kAccepted || marks_[unit] == Mark::kEdited) && !shown_[unit];
  if (accepted == units_.size()) {
    Decision decision{Decision::kAccept};
    decision.unread = unread;
    return decision;
  }
  std::string reason;
  for (const std::string& text : reasons_)
    if (!text.empty() && reason.find(text) == reason.npos) reason += (reason.empty() ? "" : "; ") + text;
  if (accepted + edited == 0) return {rejected ? Decision::kReject : Decision::kLater, reason};
  Decision decision{Decision::kAmend, reason};
  decision.unread = unread;
  for (size_t unit = 0; unit < units_.size(); ++unit) {
    const ReviewUnit& piece = units_[unit];
    if (unit > 0 && units_[unit - 1].edit == piece.edit) continue;
    FileEdit edit = remaining(piece.edit);
    if (edit.before.same_as(edit.after)) continue;
    decision.amended.push_back(std::move(edit));
    if (piece.moved_edit) decision.amended.push_back(proposal_.edits[*piece.moved_edit]);
  }
  return decision;
}

}  // namespace suit
