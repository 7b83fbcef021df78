#include "change/edit_formats.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "change/answer_lines.h"
#include "change/apply_patch.h"
#include "change/search_block.h"
#include "change/unified_patch.h"
#include "change/whole_file.h"

namespace suit {
namespace {

constexpr std::array<std::string_view, 4> kFormats = {"whole_file", "search_replace", "unified_diff",
                                                      "apply_patch"};

// Which formats an answer's lines look like. A diff or a marker within a patch is its content.
std::vector<EditFormat> formats_in(const AnswerLines& lines) {
  bool patch = false, search = false, diff = false, fence = false;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (trim(lines[i]) == "*** Begin Patch") patch = true;
    search |= is_search_marker(lines[i]);
    diff |= is_diff_header(lines, i) || lines[i].starts_with("diff --git ");
    fence |= fence_at(trim(lines[i])).has_value();
  }
  if (patch) return {EditFormat::kApplyPatch};
  std::vector<EditFormat> found;
  if (search) found.push_back(EditFormat::kSearchReplace);
  if (diff) found.push_back(EditFormat::kUnifiedDiff);
  if (found.empty() && fence) found.push_back(EditFormat::kWholeFile);
  return found;
}

// A whole file may contain diffs or search blocks, and fences alone prove nothing.
bool can_be(EditFormat format, const std::vector<EditFormat>& found) {
  return format == EditFormat::kWholeFile || found.empty() || found.front() == EditFormat::kWholeFile ||
         std::find(found.begin(), found.end(), format) != found.end();
}

}  // namespace

std::string_view name_of(EditFormat format) {
  return kFormats[static_cast<size_t>(format)];
}

std::optional<EditFormat> edit_format_named(std::string_view name) {
  auto it = std::find(kFormats.begin(), kFormats.end(), name);
  if (it == kFormats.end()) return std::nullopt;
  return static_cast<EditFormat>(it - kFormats.begin());
}

ParsedEdits parse_edits(std::string_view answer, std::optional<EditFormat> format) {
  if (answer.starts_with("\xEF\xBB\xBF")) answer.remove_prefix(3);
  AnswerLines lines(answer);
  ParsedEdits parsed;
  auto refuse = [&](RefusalReason reason, std::string message) {
    parsed.refusals.push_back({reason, "", 0, std::move(message)});
    return parsed;
  };
  std::vector<EditFormat> found = formats_in(lines);
  if (!format && found.size() > 1)
    return refuse(RefusalReason::kOtherFormat,
                  "the answer mixes search/replace blocks and a unified diff; use one format");
  if (format && !can_be(*format, found))
    return refuse(RefusalReason::kOtherFormat, "the answer is in the format " +
                                                   std::string(name_of(found.front())) +
                                                   "; it was to be in " + std::string(name_of(*format)));
  parsed.format = format ? format : found.empty() ? std::nullopt : std::optional(found.front());
  if (parsed.format) {
    switch (*parsed.format) {
      case EditFormat::kWholeFile:
        parse_whole_files(lines, parsed);
        break;
      case EditFormat::kSearchReplace:
        parse_search_blocks(lines, parsed);
        break;
      case EditFormat::kUnifiedDiff:
        parse_unified_diff(lines, parsed);
        break;
      case EditFormat::kApplyPatch:
        parse_apply_patch(lines, parsed);
        break;
    }
  }
  if (!parsed.edits.empty() || !parsed.refusals.empty()) return parsed;
  bool escaped = answer.find("&lt;&lt;&lt;") != answer.npos;
  return refuse(escaped ? RefusalReason::kEscaped : RefusalReason::kNoEdits,
                escaped ? "the answer has &lt; in place of <; write the characters themselves"
                        : "the answer contains no edit" +
                              (format ? " in the format " + std::string(name_of(*format)) : std::string()));
}

}  // namespace suit
