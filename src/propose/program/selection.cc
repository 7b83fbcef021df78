#include "propose/program/selection.h"

#include <algorithm>

#include "base/text.h"
#include "change/answer_lines.h"
#include "propose/program/tools.h"

namespace suit {
namespace {

std::string joined(const std::vector<std::string_view>& lines, size_t first, size_t last) {
  std::string text;
  for (size_t i = first; i < last; ++i) text += lines[i];
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

// Longer than any fence in the lines.
std::string fence_for(const std::vector<std::string_view>& lines) {
  size_t length = 3;
  for (std::string_view line : lines)
    if (auto fence = fence_at(trim(line)); fence && fence->mark == '`')
      length = std::max(length, fence->length + 1);
  return std::string(length, '`');
}

EditPlan refused(RefusalReason reason, const Selection& selection, size_t line, std::string message) {
  return {.edits = {}, .notes = {}, .refusals = {{reason, selection.path, line, std::move(message)}}};
}

}  // namespace

std::optional<Selection> selection_of(const Task& task, Files& files) {
  const auto& items = task.scope.items();
  if (task.level > Level::kEdit || items.size() != 1 || !items[0].lines) return std::nullopt;
  auto base = read_version(files, items[0].glob, kFolderFileBytesMax);
  if (!base || base->type != FileType::kFile || !is_utf8(base->content) ||
      base->content.find('\0') != std::string::npos)
    return std::nullopt;
  size_t count = split_lines(base->content).size();
  LineRange lines = *items[0].lines;
  // An editor shows an empty line after the last newline; completing there means after the file's last line.
  if (task.level == Level::kComplete && lines.first == count + 1) {
    lines = {count, count};
  } else {
    lines.last = std::min(lines.last, count);
    if (lines.first > lines.last) return std::nullopt;
  }
  return Selection{items[0].glob, std::move(*base), lines, task.level};
}

SelectedLines selected_lines(const Selection& selection) {
  // When completing, everything up to the place is context before it.
  bool completes = selection.level == Level::kComplete;
  return {.path = selection.path,
          .content = selection.base.content,
          .digest = selection.base.digest,
          .begin = completes ? selection.lines.last : selection.lines.first - 1,
          .end = selection.lines.last};
}

Json selection_inputs(const Selection& selection, const OfferedPart& part) {
  std::vector<std::string_view> lines = split_lines(selection.base.content);
  SelectedLines selected = selected_lines(selection);
  Json inputs = {
      {"path", printable(selection.path)},
      {"fence", fence_for(lines)},
      {"before", marked_as_data(joined(lines, part.first_line - 1, selected.begin))},
      {"after", marked_as_data(joined(lines, selected.end, std::max(part.last_line, selected.end)))}};
  if (selection.level == Level::kEdit)
    inputs["selected"] = marked_as_data(joined(lines, selected.begin, selected.end));
  return inputs;
}

EditPlan plan_selection(std::string_view answer, const Selection& selection, const PresentFiles& present) {
  AnswerLines lines(answer);
  std::optional<size_t> open, close;
  Fence fence;
  for (size_t i = 0; i < lines.size(); ++i) {
    auto here = fence_at(lines[i]);
    if (!here) continue;
    if (close)
      return refused(RefusalReason::kUnclearFence, selection, i + 1,
                     "more than one fenced block: give the new lines in one");
    if (!open) {
      open = i;
      fence = *here;
    } else if (here->mark == fence.mark && here->length >= fence.length && here->info.empty()) {
      close = i;
    }
  }
  if (!open)
    return refused(RefusalReason::kNoEdits, selection, 0, "there is no fenced block with the new lines");
  if (!close)
    return refused(RefusalReason::kIncomplete, selection, *open + 1, "the fenced block is not closed");
  std::vector<std::string_view> old = split_lines(selection.base.content);
  bool adds = selection.level == Level::kComplete;
  std::string content = joined(old, 0, adds ? selection.lines.last : selection.lines.first - 1) +
                        lines.joined(*open + 1, *close) + joined(old, selection.lines.last, old.size());
  ParsedEdits parsed;
  parsed.edits.push_back({.action = EditAction::kWrite,
                          .path = selection.path,
                          .line = *open + 1,
                          .content = std::move(content)});
  return plan_edits(parsed, present);
}

}  // namespace suit
