#include "functions/proposal_view.h"

#include "base/text.h"
#include "functions/as_json.h"

namespace suit {
namespace {

// Lines of unified hunks as [kind, text, end]; kind is " ", "-", "+", or "@" for the header of a later hunk.
struct UnitLines {
  std::vector<std::vector<std::string>> lines;
  size_t cut = 0;
  bool text = true;  // all lines are UTF-8

  void add(std::string_view unified, size_t lines_max) {
    for (std::string_view line : split_lines(unified)) {
      if (line.starts_with('\\')) {
        if (!cut) lines.back().push_back("none");
        continue;
      }
      if (lines.size() >= lines_max) {
        ++cut;
        continue;
      }
      bool head = line.starts_with("@@");
      std::string_view content = without_terminator(head ? line : line.substr(1));
      bool utf8 = is_utf8(content);
      text &= utf8;
      std::vector<std::string> one = {head ? "@" : std::string(1, line[0]),
                                      utf8 ? std::string(content) : printable(content)};
      if (line.ends_with("\r\n")) one.push_back("crlf");
      lines.push_back(std::move(one));
    }
  }
};

// What the lines do not show, such as "its mode changes".
std::string header_of(const FileEdit& edit, const FileDiff& diff, bool is_move) {
  std::string header = is_move                                 ? "moved from " + printable(edit.moved_from)
                       : edit.before.type == FileType::kAbsent ? "a new file"
                       : edit.after.type == FileType::kAbsent  ? "the file is removed"
                                                               : "";
  auto add = [&](const std::string& text) { header += (header.empty() ? "" : ", ") + text; };
  if (diff.binary) add("a binary file");
  if (edit.after.type == FileType::kSymlink) add("a symbolic link");
  bool both = edit.before.type == FileType::kFile && edit.after.type == FileType::kFile;
  if (both && edit.before.mode != edit.after.mode) add("its mode changes");
  return header;
}

}  // namespace

ProposalView::ProposalView(Proposal proposal) : proposal_(std::move(proposal)), review_(proposal_) {
  for (size_t unit = 0; unit < review_.units().size(); ++unit) {
    size_t edit = review_.units()[unit].edit;
    if (files_.empty() || files_.back().edit != edit) files_.push_back({edit, unit, 0});
    ++files_.back().units;
    file_of_unit_.push_back(files_.size() - 1);
  }
}

std::vector<ProposalFile> ProposalView::files() const {
  std::vector<ProposalFile> list;
  for (size_t i = 0; i < files_.size(); ++i) {
    const FileEdit& edit = proposal_.edits[files_[i].edit];
    const FileDiff& diff = review_.diff_of(files_[i].first_unit);
    ProposalFile one{.file = static_cast<int64_t>(i),
                     .path = edit.path,
                     .change = std::string(change_of(edit)),
                     .added = static_cast<int64_t>(diff.added()),
                     .removed = static_cast<int64_t>(diff.removed()),
                     .first_unit = static_cast<int64_t>(files_[i].first_unit),
                     .units = static_cast<int64_t>(files_[i].units)};
    if (!edit.moved_from.empty()) one.moved_from = edit.moved_from;
    if (diff.binary) one.binary = true;
    for (const SuspectLine& suspect : proposal_.suspects) {
      if (suspect.path != edit.path) continue;
      if (!one.suspects) one.suspects.emplace();
      one.suspects->push_back({static_cast<double>(suspect.line), suspect.suspicion});
    }
    list.push_back(std::move(one));
  }
  return list;
}

ProposalUnit ProposalView::unit(size_t index) const {
  const ReviewUnit& piece = review_.units()[index];
  const FileEdit& edit = proposal_.edits[piece.edit];
  const FileDiff& diff = review_.diff_of(index);
  UnitLines lines;
  size_t old_first = 1, new_first = 1;
  std::string header;
  std::vector<HunkGroup> groups = {};
  if (piece.group) groups.push_back(*piece.group);
  if (!piece.group) {
    header = header_of(edit, diff, piece.moved_edit.has_value());
    groups = group_hunks(diff, HunkReview::kContextLines);
  }
  for (size_t i = 0; i < groups.size(); ++i) {
    std::string text = unified_hunk(diff, groups[i], HunkReview::kContextLines);
    std::string_view rest = text;
    if (i == 0) {
      size_t end = text.find('\n');
      if (piece.group) header = text.substr(0, end);
      const Hunk& first = diff.hunks[groups[i].first];
      size_t lead = std::min({HunkReview::kContextLines, first.old_start, first.new_start});
      old_first = first.old_start - lead + 1;
      new_first = first.new_start - lead + 1;
      rest.remove_prefix(end + 1);
    }
    lines.add(rest, kUnitLinesMax);
  }
  ProposalUnit unit{.unit = static_cast<int64_t>(index),
                    .file = static_cast<int64_t>(file_of_unit_[index]),
                    .header = header,
                    .editable = piece.group.has_value() && lines.text && lines.cut == 0,
                    .old_first = static_cast<int64_t>(old_first),
                    .new_first = static_cast<int64_t>(new_first)};
  if (unit.editable) unit.text = review_.text_of(index);
  unit.lines = std::move(lines.lines);
  if (lines.cut) unit.cut = static_cast<int64_t>(lines.cut);
  return unit;
}

std::vector<std::string> ProposalView::asks(const Task& task, const PolicyRules& rules) const {
  std::lock_guard lock(mutex_);
  if (!rules_ || !(*rules_ == rules)) {
    asks_ = examine_policy(proposal_, task, rules).ask_reasons;
    rules_ = rules;
  }
  return asks_;
}

Result<ProposalSides> ProposalView::sides(size_t file) const {
  if (file >= files_.size())
    return Error{ErrorCode::kNotFound, "the proposal has no file " + std::to_string(file)};
  const FileEdit& edit = proposal_.edits[files_[file].edit];
  const ReviewUnit& piece = review_.units()[files_[file].first_unit];
  const FileVersion& before = piece.moved_edit ? proposal_.edits[*piece.moved_edit].before : edit.before;
  ProposalSides sides;
  for (const auto& [side, text] : {std::pair(&before, &sides.before), std::pair(&edit.after, &sides.after)}) {
    if (side->type == FileType::kAbsent) continue;
    if (is_binary(side->content)) return ProposalSides{.binary = true};
    if (side->content.size() > kSideBytesMax)
      return Error{ErrorCode::kLimit, printable(edit.path) + " is larger than " + human_bytes(kSideBytesMax),
                   "its changes are still listed"};
    if (!is_utf8(side->content)) sides.lossy = true;
    *text = side->content;
  }
  return sides;
}

Result<std::shared_ptr<const ProposalView>> ProposalViews::get(Ledger& ledger, Sequence id) {
  {
    std::lock_guard lock(mutex_);
    for (const auto& view : kept_)
      if (view->proposal().id == id) return view;
  }
  ASSIGN_OR_RETURN(Proposal proposal, load_proposal(ledger, id));
  auto view = std::make_shared<const ProposalView>(std::move(proposal));
  std::lock_guard lock(mutex_);
  kept_.push_back(view);
  if (kept_.size() > kKept) kept_.erase(kept_.begin());
  return std::shared_ptr<const ProposalView>(view);
}

}  // namespace suit
