#include "change/apply_patch.h"

#include "base/text.h"

namespace suit {
namespace {

class Patches {
 public:
  Patches(const AnswerLines& lines, ParsedEdits& parsed) : lines_(lines), parsed_(parsed) {}

  void parse() {
    bool inside = false, fenced = false;
    size_t begin = 0;
    for (size_t at = 0; at < lines_.size(); ++at) {
      std::string_view line = without_trailing_blanks(lines_[at]);
      if (line == "*** Begin Patch") {
        if (inside) return incomplete(begin);
        inside = true;
        begin = at;
      } else if (line == "*** End Patch") {
        if (!inside) refuse(RefusalReason::kMalformed, at, "*** End Patch without *** Begin Patch");
        end_chunk();
        section_ = Section::kNone;
        inside = false;
      } else if (inside) {
        take(at, line);
      } else if (auto fence = fence_at(line)) {
        fenced = !(fenced && fence->info.empty());
        bool other = at + 1 < lines_.size() && lines_[at + 1] != "*** Begin Patch";
        if (fenced && other && !path_of_fence(lines_, at, 0).empty())
          refuse(RefusalReason::kOtherFormat, at,
                 "a fenced block with a path, but without a patch, is next to a patch");
      }
    }
    if (inside) incomplete(begin);
  }

 private:
  enum class Section { kNone, kUpdate, kAdd, kDelete };

  static std::string_view without_trailing_blanks(std::string_view line) {
    return line.substr(0, line.find_last_not_of(" \t") + 1);
  }

  void refuse(RefusalReason reason, size_t at, std::string message) {
    parsed_.refusals.push_back(
        {reason, section_ == Section::kNone ? "" : parsed_.edits.back().path, at + 1, std::move(message)});
  }

  void incomplete(size_t begin) {
    section_ = Section::kNone;
    refuse(RefusalReason::kIncomplete, begin,
           "the patch has no *** End Patch: the answer was cut off, or the line is missing");
  }

  void take(size_t at, std::string_view trimmed) {
    if (trimmed.starts_with("*** ")) return header(at, trimmed.substr(4));
    std::string_view line = lines_[at];
    switch (section_) {
      case Section::kNone:
      case Section::kDelete:
        if (!trimmed.empty()) malformed(at, "a line that belongs to no *** Update File or *** Add File");
        return;
      case Section::kAdd:
        if (line.starts_with('+')) {
          (parsed_.edits.back().content += line.substr(1)) += '\n';
        } else {
          // An empty line before the next header is only style; within the file it would be lost.
          if (!trimmed.empty() || !next_is_header(at))
            malformed(at, "each line of an added file must start with '+'");
        }
        return;
      case Section::kUpdate:
        return chunk_line(at, line, trimmed);
    }
  }

  bool next_is_header(size_t at) const {
    while (++at < lines_.size())
      if (!lines_.blank(at)) return lines_[at].starts_with("*** ");
    return false;
  }

  void malformed(size_t at, std::string message) {
    refuse(RefusalReason::kMalformed, at, std::move(message));
  }

  void header(size_t at, std::string_view text) {
    auto value = [&](std::string_view key) {
      return text.starts_with(key) ? std::optional(trim(text.substr(key.size()))) : std::nullopt;
    };
    if (text == "End of File") {
      if (section_ != Section::kUpdate || !chunk_)
        return malformed(at, "*** End of File stands after no lines");
      chunk_->at_end = true;
      return end_chunk();
    }
    if (auto path = value("Move to:")) {
      if (section_ != Section::kUpdate || chunk_ || !parsed_.edits.back().changes.empty() || path->empty())
        return malformed(at, "*** Move to: must follow *** Update File: and name a path");
      parsed_.edits.back().move_to = *path;
      return;
    }
    end_chunk();
    struct Kind {
      std::string_view key;
      Section section;
      EditAction action;
    };
    for (const Kind& kind : {Kind{"Update File:", Section::kUpdate, EditAction::kChange},
                             Kind{"Add File:", Section::kAdd, EditAction::kCreate},
                             Kind{"Delete File:", Section::kDelete, EditAction::kRemove}}) {
      auto path = value(kind.key);
      if (!path) continue;
      if (path->empty()) {
        section_ = Section::kNone;
        return refuse(RefusalReason::kNoPath, at, "*** " + std::string(kind.key) + " names no path");
      }
      parsed_.edits.push_back({kind.action, std::string(*path), at + 1});
      section_ = kind.section;
      return;
    }
    malformed(at, "unknown line *** " + printable(text.substr(0, 60)));
  }

  void chunk_line(size_t at, std::string_view line, std::string_view trimmed) {
    if (trimmed.starts_with("@@")) {
      if (chunk_ && (!chunk_->search.empty() || !chunk_->replace.empty())) end_chunk();
      open_chunk(at);
      std::string_view anchor = trim(trimmed.substr(2));
      if (anchor.ends_with("@@")) anchor = trim(anchor.substr(0, anchor.size() - 2));
      // Line numbers as in a unified diff are not part of this format and ignored.
      if (!anchor.empty() && !anchor.starts_with("-")) chunk_->anchors.emplace_back(anchor);
      return;
    }
    if (line.empty() && next_is_header(at)) return;
    char sign = line.empty() ? ' ' : line[0];
    if (sign != ' ' && sign != '-' && sign != '+')
      return malformed(at, "a changed file's lines must start with ' ', '-' or '+'");
    if (!chunk_) open_chunk(at);
    std::string content(line.empty() ? line : line.substr(1));
    content += '\n';
    if (sign != '+') chunk_->search += content;
    if (sign != '-') chunk_->replace += content;
  }

  void open_chunk(size_t at) {
    if (!chunk_) chunk_ = LineChange{.search = {}, .replace = {}, .line = at + 1};
  }

  void end_chunk() {
    if (!chunk_) return;
    if (chunk_->search.empty() && chunk_->replace.empty()) {
      malformed(chunk_->line - 1, "@@ is followed by no lines");
    } else {
      parsed_.edits.back().changes.push_back(std::move(*chunk_));
    }
    chunk_.reset();
  }

  const AnswerLines& lines_;
  ParsedEdits& parsed_;
  Section section_ = Section::kNone;
  std::optional<LineChange> chunk_;
};

}  // namespace

void parse_apply_patch(const AnswerLines& lines, ParsedEdits& parsed) {
  Patches(lines, parsed).parse();
}

}  // namespace suit
