#include "change/search_block.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

enum class MarkerKind { kSearch, kDivider, kReplace };

struct Marker {
  MarkerKind kind;
  size_t length;  // characters; valid from 5 to 9
  size_t at;      // line
  bool usable() const { return length >= 5 && length <= 9; }
};

// Includes invalid lengths: a mistake or content, and both must be detected.
std::optional<Marker> marker_at(std::string_view line, size_t at) {
  if (line.empty() || (line[0] != '<' && line[0] != '=' && line[0] != '>')) return std::nullopt;
  size_t length = std::min(line.find_first_not_of(line[0]), line.size());
  std::string_view rest = trim(line.substr(length));
  if (length < 3) return std::nullopt;
  if (line[0] == '=')
    return rest.empty() ? std::optional(Marker{MarkerKind::kDivider, length, at}) : std::nullopt;
  if (line[0] == '<')
    return rest == "SEARCH" || rest == "SEARCH>" ? std::optional(Marker{MarkerKind::kSearch, length, at})
                                                 : std::nullopt;
  return rest == "REPLACE" ? std::optional(Marker{MarkerKind::kReplace, length, at}) : std::nullopt;
}

// A line outside a block that can only be a malformed marker.
bool looks_like_marker(std::string_view line) {
  std::string_view text = trim(line);
  auto run = [&](char sign) { return std::min(text.find_first_not_of(sign), text.size()); };
  if (run('<') >= 5 || run('>') >= 5) return true;
  if (run('<') >= 2 && trim(text.substr(run('<'))).starts_with("SEARCH")) return true;
  if (run('>') >= 2 && trim(text.substr(run('>'))).starts_with("REPLACE")) return true;
  while (!text.empty() && (text[0] == '>' || text[0] == '|' || text[0] == '-' || text[0] == '*'))
    text = trim(text.substr(1));
  auto marker = marker_at(text, 0);
  return marker && marker->kind != MarkerKind::kDivider;
}

class SearchBlocks {
 public:
  SearchBlocks(const AnswerLines& lines, ParsedEdits& parsed) : lines_(lines), parsed_(parsed) {}

  void parse() {
    for (size_t at = 0; at < lines_.size();) {
      auto marker = marker_at(lines_[at], at);
      if (marker && marker->kind == MarkerKind::kSearch && marker->usable()) {
        at = parse_block(*marker);
        open_fence_.reset();
        continue;
      }
      if (looks_like_marker(lines_[at]))
        refuse(RefusalReason::kMalformed, at,
               "a marker must be at the start of its line and be <<<<<<< SEARCH, ======= or >>>>>>> "
               "REPLACE, in this "
               "order, each with 5 to 9 characters");
      if (auto fence = fence_at(lines_[at])) pass_fence(at, *fence);
      ++at;
    }
  }

 private:
  void refuse(RefusalReason reason, size_t at, std::string message) {
    parsed_.refusals.push_back({reason, path_, at + 1, std::move(message)});
  }

  // A whole file between the blocks would be lost silently.
  void pass_fence(size_t at, const Fence& fence) {
    bool closes_block = block_end_ == at && block_end_ > 0;
    if (closes_block) return;
    if (!open_fence_ || !fence.info.empty()) {
      open_fence_ = at;
      return;
    }
    if (!path_of_fence(lines_, *open_fence_, block_end_).empty())
      refuse(RefusalReason::kOtherFormat, *open_fence_,
             "a fenced block with a path, but without SEARCH and REPLACE, is next to search/replace blocks");
    open_fence_.reset();
  }

  // A block in the middle of a fence's other text belongs to a file that contains such blocks.
  bool starts_its_fence(size_t start) {
    if (!open_fence_) return true;
    std::string outer = path_of_fence(lines_, *open_fence_, block_end_);
    bool first = true;
    for (size_t i = *open_fence_ + 1; i < start; ++i) {
      if (lines_.blank(i)) continue;
      std::string inner = path_in_line(lines_[i]);
      if (first && !inner.empty() && (outer.empty() || outer == inner)) {
        first = false;
        continue;
      }
      refuse(RefusalReason::kOtherFormat, start,
             "the block is in a fence with other text, so it could be content; give each block a fence "
             "of its own");
      return false;
    }
    return true;
  }

  // The block's path: above the marker or in its fence; the previous block's path if nothing is between them.
  bool find_path(size_t start) {
    std::string in_info, in_line;
    bool prose = false;
    for (size_t i = start; i > block_end_ && in_line.empty() && !prose;) {
      --i;
      if (lines_.blank(i)) continue;
      if (auto fence = fence_at(lines_[i])) {
        if (in_info.empty()) in_info = path_in_info(fence->info);
        continue;
      }
      in_line = path_in_line(lines_[i]);
      prose = in_line.empty();
    }
    if (!in_info.empty() && !in_line.empty() && in_info != in_line) {
      refuse(RefusalReason::kNoPath, start,
             "the block names two paths, " + printable(in_line) + " and " + printable(in_info));
      return false;
    }
    if (!in_info.empty() || !in_line.empty()) {
      path_ = in_line.empty() ? in_info : in_line;
      return true;
    }
    if (!path_.empty() && !prose) return true;
    path_.clear();
    refuse(RefusalReason::kNoPath, start, "there is no path on the line above the block");
    return false;
  }

  struct Shape {
    size_t divider = 0, end = 0;  // lines
  };

  // Markers of other lengths within a block are content only as complete triples.
  static bool are_whole_blocks(const std::vector<Marker>& inner) {
    size_t expected = 0, length = 0;
    for (const Marker& marker : inner) {
      if (expected == 0 && marker.kind == MarkerKind::kDivider) continue;  // a heading's underline
      if (static_cast<size_t>(marker.kind) != expected || (expected > 0 && marker.length != length))
        return false;
      length = marker.length;
      expected = (expected + 1) % 3;
    }
    return expected == 0;
  }

  // The block whose markers all have the first marker's length.
  static std::optional<Shape> even_shape(const std::vector<Marker>& markers, size_t length) {
    std::vector<Marker> inner;
    size_t dividers = 0;
    Shape shape;
    for (const Marker& marker : markers) {
      if (marker.length != length) {
        inner.push_back(marker);
      } else if (marker.kind == MarkerKind::kDivider) {
        ++dividers;
        shape.divider = marker.at;
      } else if (marker.kind == MarkerKind::kSearch) {
        return std::nullopt;
      } else {
        shape.end = marker.at;
      }
    }
    bool whole = dividers == 1 && shape.end > 0 && are_whole_blocks(inner);
    return whole ? std::optional(shape) : std::nullopt;
  }

  // One marker of each kind, of any length.
  std::optional<Shape> uneven_shape(const std::vector<Marker>& markers, size_t start) {
    std::vector<Marker> dividers;
    for (const Marker& marker : markers) {
      if (marker.kind == MarkerKind::kSearch) break;
      if (marker.kind == MarkerKind::kDivider) dividers.push_back(marker);
      if (marker.kind != MarkerKind::kReplace) continue;
      if (dividers.size() == 1 && dividers[0].usable() && marker.usable())
        return Shape{dividers[0].at, marker.at};
      if (dividers.size() > 1) {
        refuse(RefusalReason::kUnclearMarkers, start,
               "several lines of the block look like its ======= marker; write all three markers with "
               "another length (5 to 9), which the content does not have");
      } else {
        refuse(RefusalReason::kMalformed, start,
               dividers.empty() ? "the block has no ======= between SEARCH and REPLACE"
                                : "a marker has 5 to 9 characters");
      }
      return std::nullopt;
    }
    refuse(RefusalReason::kIncomplete, start,
           "the block has no >>>>>>> REPLACE: the answer was cut off, or the marker is missing");
    return std::nullopt;
  }

  // Returns the line after the block.
  size_t parse_block(const Marker& start) {
    std::vector<Marker> markers;
    for (size_t at = start.at + 1; at < lines_.size(); ++at) {
      auto marker = marker_at(lines_[at], at);
      if (!marker) continue;
      markers.push_back(*marker);
      if (marker->length == start.length && marker->kind != MarkerKind::kDivider) break;
    }
    bool named = starts_its_fence(start.at) && find_path(start.at);
    auto shape = even_shape(markers, start.length);
    if (!shape) shape = uneven_shape(markers, start.at);
    if (!shape) {
      block_end_ = start.at + 1;
      return skip(start.at, markers);
    }
    if (named) add(start.at, *shape);
    block_end_ = shape->end + 1;
    return block_end_;
  }

  // Continues after an unreadable block: at its end, or at the next start.
  size_t skip(size_t start, const std::vector<Marker>& markers) const {
    for (const Marker& marker : markers) {
      if (marker.kind == MarkerKind::kSearch) return marker.at;
      if (marker.kind == MarkerKind::kReplace && (&marker == &markers.back() || marker.usable()))
        return marker.at + 1;
    }
    return markers.empty() ? start + 1 : lines_.size();
  }

  void add(size_t start, const Shape& shape) {
    LineChange change{lines_.joined(start + 1, shape.divider), lines_.joined(shape.divider + 1, shape.end),
                      start + 1, std::string(lines_[shape.divider])};
    if (change.search.empty()) {
      WishedEdit edit{EditAction::kCreate, path_, start + 1, std::move(change.replace)};
      if (lines_.content_is_crlf(shape.divider + 1, shape.end))
        for (size_t at = 0; (at = edit.content.find('\n', at)) != std::string::npos; at += 2)
          edit.content.insert(at, 1, '\r');
      parsed_.edits.push_back(std::move(edit));
      return;
    }
    bool same_file = !parsed_.edits.empty() && parsed_.edits.back().path == path_ &&
                     parsed_.edits.back().action == EditAction::kChange;
    if (!same_file) parsed_.edits.push_back({EditAction::kChange, path_, start + 1});
    parsed_.edits.back().changes.push_back(std::move(change));
  }

  const AnswerLines& lines_;
  ParsedEdits& parsed_;
  std::string path_;                  // of the last block
  size_t block_end_ = 0;              // the line after the last block
  std::optional<size_t> open_fence_;  // line of an open fence without a search block so far
};

}  // namespace

bool is_search_marker(std::string_view line) {
  auto marker = marker_at(line, 0);
  return marker && marker->kind == MarkerKind::kSearch;
}

void parse_search_blocks(const AnswerLines& lines, ParsedEdits& parsed) {
  SearchBlocks(lines, parsed).parse();
}

}  // namespace suit
