#include "change/whole_file.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "change/search_block.h"
#include "change/unified_patch.h"

namespace suit {
namespace {

constexpr std::string_view kLongerFence = "; put the whole file into a longer fence, such as five backticks";

// Blocks shown to people next to files: commands, and their output.
bool is_aside(std::string_view info) {
  constexpr std::array<std::string_view, 9> names = {"bash", "sh",     "shell",     "console", "zsh",
                                                     "text", "output", "plaintext", "log"};
  return std::find(names.begin(), names.end(), to_lower(info)) != names.end();
}

bool holds_fences_by_nature(std::string_view path) {
  constexpr std::array<std::string_view, 9> endings = {".md",  ".markdown", ".mdx",  ".rmd", ".qmd",
                                                       ".rst", ".txt",      ".adoc", ".mkd"};
  return std::find(endings.begin(), endings.end(), extension_of(path)) != endings.end();
}

class WholeFiles {
 public:
  WholeFiles(const AnswerLines& lines, ParsedEdits& parsed) : lines_(lines), parsed_(parsed) {}

  void parse() {
    for (size_t at = 0; at < lines_.size();) {
      auto fence = fence_at(lines_[at]);
      if (fence) {
        at = parse_block(at, *fence);
        block_end_ = at;
        continue;
      }
      std::string_view text = trim(lines_[at]);
      if (fence_at(text) && text != lines_[at])
        refuse(RefusalReason::kMalformed, "", at,
               "a fence must be at the start of its line, without indentation");
      ++at;
    }
  }

 private:
  void refuse(RefusalReason reason, std::string path, size_t at, std::string message) {
    parsed_.refusals.push_back({reason, std::move(path), at + 1, std::move(message)});
  }

  // The closing line, or nullopt with `unclear` set to an ambiguous line.
  std::optional<size_t> close_of(size_t at, const Fence& fence, std::optional<size_t>& unclear) const {
    for (size_t i = at + 1; i < lines_.size(); ++i) {
      auto other = fence_at(lines_[i]);
      if (!other || other->mark != fence.mark || other->length < fence.length) continue;
      if (other->length == fence.length && other->info.empty()) return i;
      unclear = i;
      return std::nullopt;
    }
    return std::nullopt;
  }

  // The content may have had a fence that was taken for the end. Then the next fence is bare: it closes the
  // content's fence, or is the real end.
  bool end_is_unclear(size_t close, const Fence& fence, const std::string& path) const {
    for (size_t i = close + 1; i < lines_.size(); ++i) {
      auto other = fence_at(lines_[i]);
      if (!other || other->mark != fence.mark || other->length < fence.length) continue;
      if (!other->info.empty() || other->length > fence.length) return false;
      if (holds_fences_by_nature(path)) return true;
      for (size_t above = i; above > close + 1;)
        if (!lines_.blank(--above)) return path_in_line(lines_[above]).empty();
      return true;
    }
    return false;
  }

  bool holds_edits(size_t first, size_t last) const {
    for (size_t i = first; i < last; ++i)
      if (is_search_marker(lines_[i]) || is_diff_header(lines_, i) || lines_[i] == "*** Begin Patch")
        return true;
    return false;
  }

  // Returns the line after the block.
  size_t parse_block(size_t at, const Fence& fence) {
    std::string in_info = path_in_info(fence.info), in_line;
    for (size_t above = at; above > block_end_;)
      if (!lines_.blank(--above)) {
        in_line = path_in_line(lines_[above]);
        break;
      }
    std::string path = in_info.empty() ? in_line : in_info;
    std::optional<size_t> unclear;
    auto close = close_of(at, fence, unclear);
    if (unclear) {
      refuse(RefusalReason::kUnclearFence, path, *unclear,
             "it is not clear whether this line is content or ends the block" + std::string(kLongerFence));
      return lines_.size();
    }
    if (!close) {
      refuse(RefusalReason::kIncomplete, path, at,
             "the fenced block is not closed: the answer was cut off, or the fence is missing");
      return lines_.size();
    }
    if (path.empty() && is_aside(fence.info)) return *close + 1;
    if (!in_info.empty() && !in_line.empty() && in_info != in_line) {
      refuse(RefusalReason::kNoPath, path, at,
             "the block names two paths, " + printable(in_line) + " and " + printable(in_info));
    } else if (path.empty()) {
      refuse(RefusalReason::kNoPath, "", at, "there is no path on the line above the fenced block");
    } else if (end_is_unclear(*close, fence, path)) {
      refuse(RefusalReason::kUnclearFence, path, *close,
             "more fences follow, so it is not clear where the file ends" + std::string(kLongerFence));
      return lines_.size();
    } else if (fence.length < 5 && holds_edits(at + 1, *close)) {
      refuse(RefusalReason::kOtherFormat, path, at,
             "the block holds edits, not a file" + std::string(kLongerFence) + ", if they are its content");
    } else {
      WishedEdit edit{EditAction::kWrite, path, at + 1, lines_.joined(at + 1, *close)};
      edit.fence = fence.length;
      if (lines_.content_is_crlf(at + 1, *close))
        for (size_t i = 0; (i = edit.content.find('\n', i)) != std::string::npos; i += 2)
          edit.content.insert(i, 1, '\r');
      parsed_.edits.push_back(std::move(edit));
    }
    return *close + 1;
  }

  const AnswerLines& lines_;
  ParsedEdits& parsed_;
  size_t block_end_ = 0;  // the line after the last block
};

}  // namespace

void parse_whole_files(const AnswerLines& lines, ParsedEdits& parsed) {
  WholeFiles(lines, parsed).parse();
}

}  // namespace suit
