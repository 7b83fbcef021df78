#include "change/place_lines.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <unordered_map>

#include "base/text.h"
#include "change/diff.h"
#include "change/reindent.h"

namespace suit {
namespace {

constexpr size_t kCandidatesMax = 20;
constexpr std::string_view kIndentationIsUnclear =
    "the lines are in the file with another indentation, which does not determine that of the new lines";

using Lines = std::vector<std::string_view>;

Lines trimmed_lines(std::string_view text) {
  Lines lines = split_lines(text);
  for (std::string_view& line : lines) line = trim(line);
  return lines;
}

Lines bare_lines(std::string_view text) {
  Lines lines = split_lines(text);
  for (std::string_view& line : lines) line = without_terminator(line);
  return lines;
}

// The pattern's places in the text, including overlapping ones (Knuth, Morris, Pratt 1977, on numbered
// lines).
std::vector<size_t> places_of(const Lines& pattern, const Lines& text, size_t limit) {
  std::vector<size_t> found;
  if (pattern.empty() || pattern.size() > text.size()) return found;
  std::unordered_map<std::string_view, uint32_t> numbers;
  auto number = [&](const Lines& lines) {
    std::vector<uint32_t> ids;
    ids.reserve(lines.size());
    for (std::string_view line : lines)
      ids.push_back(numbers.try_emplace(line, static_cast<uint32_t>(numbers.size())).first->second);
    return ids;
  };
  std::vector<uint32_t> wanted = number(pattern);
  std::vector<size_t> fallback(wanted.size(), 0);
  for (size_t i = 1, k = 0; i < wanted.size(); ++i) {
    while (k > 0 && wanted[i] != wanted[k]) k = fallback[k - 1];
    if (wanted[i] == wanted[k]) ++k;
    fallback[i] = k;
  }
  for (size_t i = 0, k = 0; i < text.size() && found.size() < limit; ++i) {
    auto it = numbers.find(text[i]);
    uint32_t id = it == numbers.end() ? UINT32_MAX : it->second;
    while (k > 0 && wanted[k] != id) k = fallback[k - 1];
    if (wanted[k] == id) ++k;
    if (k == wanted.size()) {
      found.push_back(i + 1 - k);
      k = fallback[k - 1];
    }
  }
  return found;
}

// Byte ranges of `count` lines each.
std::vector<TextRange> ranges_of(const std::string& content, const std::vector<size_t>& first_lines,
                                 size_t count) {
  std::vector<TextRange> ranges;
  if (first_lines.empty()) return ranges;
  Lines lines = split_lines(content);
  for (size_t first : first_lines) {
    const char* begin = lines[first].data();
    const std::string_view last = lines[first + count - 1];
    ranges.push_back({static_cast<size_t>(begin - content.data()),
                      static_cast<size_t>(last.data() + last.size() - content.data())});
  }
  return ranges;
}

std::vector<TextRange> exact_places(const EditedText& text, const std::string& search) {
  const std::string& content = text.content();
  if (text.has_cr() || search.find('\r') != search.npos)
    return ranges_of(content, places_of(bare_lines(search), bare_lines(content), kCandidatesMax + 1),
                     static_cast<size_t>(std::count(search.begin(), search.end(), '\n')));
  std::vector<TextRange> ranges;
  for (size_t at = 0; at < content.size() && ranges.size() <= kCandidatesMax;) {
    const void* hit = ::memmem(content.data() + at, content.size() - at, search.data(), search.size());
    if (!hit) break;
    size_t begin = static_cast<size_t>(static_cast<const char*>(hit) - content.data());
    if (begin == 0 || content[begin - 1] == '\n') ranges.push_back({begin, begin + search.size()});
    at = begin + 1;
  }
  return ranges;
}

// The lines that belong to the line at `anchor`: more indented lines below it, and closing brackets.
size_t end_of_block(const Lines& lines, size_t anchor) {
  auto indentation = indentation_of(lines[anchor]).size();
  for (size_t i = anchor + 1; i < lines.size(); ++i) {
    std::string_view rest = trim(lines[i]);
    if (rest.empty() || indentation_of(lines[i]).size() > indentation) continue;
    if (std::string_view("{}()[]").find(rest[0]) != std::string_view::npos) continue;
    return i;
  }
  return lines.size();
}

// Bytes of the block that the anchors lead to; nullopt if one of them is missing or ambiguous.
std::optional<TextRange> anchored_block(const EditedText& text, const std::vector<std::string>& anchors) {
  Lines lines = split_lines(text.content());
  size_t first = 0, last = lines.size();
  for (const std::string& anchor : anchors) {
    std::optional<size_t> at;
    for (size_t i = first; i < last; ++i) {
      if (trim(lines[i]) != trim(anchor)) continue;
      if (at) return std::nullopt;
      at = i;
    }
    if (!at) return std::nullopt;
    first = *at;
    last = std::min(last, end_of_block(lines, *at));
  }
  auto offset = [&](size_t line) {
    return line == lines.size() ? text.content().size()
                                : static_cast<size_t>(lines[line].data() - text.content().data());
  };
  return TextRange{offset(first), offset(last)};
}

bool numbers_fit(const EditedText& text, TextRange range, const StatedLines& stated) {
  size_t line_now =
      static_cast<size_t>(
          std::count(text.content().begin(), text.content().begin() + static_cast<long>(range.begin), '\n')) +
      1;
  bool new_fits = stated.new_count == 0 ? line_now == stated.new_start + 1 : line_now == stated.new_start;
  return new_fits && text.original_line(range.begin) == stated.old_start;
}

// Selects one of several exact places, if the change has more than its lines.
std::optional<TextRange> pick(const EditedText& text, const LineChange& change,
                              const std::vector<TextRange>& places, bool numbers_hold) {
  if (places.size() > kCandidatesMax) return std::nullopt;
  std::vector<TextRange> fitting;
  if (!change.anchors.empty()) {
    auto block = anchored_block(text, change.anchors);
    if (!block) return std::nullopt;
    for (TextRange place : places)
      if (place.begin >= block->begin && place.end <= block->end) fitting.push_back(place);
  } else if (change.stated && numbers_hold) {
    for (TextRange place : places)
      if (numbers_fit(text, place, *change.stated)) fitting.push_back(place);
  }
  return fitting.size() == 1 ? std::optional(fitting[0]) : std::nullopt;
}

// The markers may have been content: the file continues with the line taken for the divider.
bool divider_is_content(const EditedText& text, const LineChange& change, TextRange range) {
  if (change.divider.empty()) return false;
  std::string_view rest = std::string_view(text.content()).substr(range.end);
  return trim(rest.substr(0, rest.find('\n'))) == trim(change.divider);
}

Placement refusal(RefusalReason reason, std::string why, const std::vector<TextRange>& places = {}) {
  Placement placement{.reason = reason, .why = std::move(why)};
  for (TextRange place : places)
    if (placement.candidates.size() < kCandidatesMax) placement.candidates.push_back(place.begin);
  return placement;
}

Placement found_at(const EditedText& text, const LineChange& change, TextRange range) {
  if (divider_is_content(text, change, range))
    return refusal(RefusalReason::kUnclearMarkers,
                   "the file itself has a line \"" + change.divider +
                       "\" below these lines, so it is not clear which of the "
                       "block's lines is the marker; write all three markers with another length (5 to 9)");
  if (!change.anchors.empty())
    if (auto block = anchored_block(text, change.anchors); block && range.begin < block->begin)
      return refusal(RefusalReason::kNotFound, "the lines are above the line that @@ names, not below it");
  Placement placement;
  placement.found = true;
  placement.range = range;
  return placement;
}

Placement place_loosely(const EditedText& text, const LineChange& change) {
  Lines wanted = trimmed_lines(change.search);
  auto says_something = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
  };
  if (std::none_of(change.search.begin(), change.search.end(), says_something)) return {};
  auto places = ranges_of(
      text.content(), places_of(wanted, trimmed_lines(text.content()), kCandidatesMax + 1), wanted.size());
  if (change.at_end)
    std::erase_if(places, [&](TextRange place) { return place.end != text.content().size(); });
  if (places.empty() || !text.is_text()) return {};
  if (places.size() > 1)
    return refusal(RefusalReason::kAmbiguous,
                   "no place has these lines exactly, and several have them with other indentation or blanks",
                   places);
  if (text.is_inserted(places[0]))
    return refusal(RefusalReason::kNotFound,
                   "the only similar text was written by an earlier block of this answer, and it differs");

  Reindent reindent;
  Lines written = bare_lines(change.search);
  std::string own(text.content(), places[0].begin, places[0].end - places[0].begin);
  Lines real = bare_lines(own);
  for (size_t i = 0; i < written.size(); ++i) reindent.learn(written[i], real[i]);
  // If one written indentation maps to several of the file's, even equal lines can't be distinguished.
  if (!reindent.is_clear())
    return refusal(RefusalReason::kUnclearIndentation, std::string(kIndentationIsUnclear));
  Placement placement = found_at(text, change, places[0]);
  if (!placement.found) return placement;
  // Kept lines are the file's own; only new lines need an indentation.
  Lines new_lines = bare_lines(change.replace);
  std::vector<bool> kept(new_lines.size(), true);
  std::vector<size_t> from(new_lines.size());
  size_t old_at = 0, new_at = 0;
  std::vector<Hunk> hunks = diff_lines(written, new_lines);
  hunks.push_back({written.size(), 0, new_lines.size(), 0});
  for (const Hunk& hunk : hunks) {
    while (new_at < hunk.new_start) from[new_at++] = old_at++;
    for (size_t i = 0; i < hunk.new_count; ++i) kept[new_at++] = false;
    old_at += hunk.old_count;
  }
  for (size_t i = 0; i < new_lines.size(); ++i) {
    auto line = kept[i] ? std::optional(std::string(real[from[i]])) : reindent.apply(new_lines[i]);
    if (!line) return refusal(RefusalReason::kUnclearIndentation, std::string(kIndentationIsUnclear));
    (placement.replace += *line) += '\n';
  }
  for (std::string_view line : real) (placement.search += line) += '\n';
  placement.loose = true;
  placement.note = reindent.changes_anything()
                       ? "matched ignoring indentation; new lines were " + reindent.in_words()
                       : "matched ignoring blanks at line ends";
  return placement;
}

}  // namespace

Placement place_lines(const EditedText& text, const LineChange& change, bool numbers_hold, Ladder ladder) {
  std::vector<TextRange> places = exact_places(text, change.search);
  if (change.at_end)
    std::erase_if(places, [&](TextRange place) { return place.end != text.content().size(); });
  if (places.size() == 1) return found_at(text, change, places[0]);
  if (places.size() > 1) {
    auto picked = pick(text, change, places, numbers_hold);
    return picked ? found_at(text, change, *picked) : refusal(RefusalReason::kAmbiguous, "", places);
  }
  return ladder == Ladder::kExactOnly ? Placement{} : place_loosely(text, change);
}

void put_lines(EditedText& text, const LineChange& change, const Placement& placement) {
  const std::string& old_text = placement.loose ? placement.search : change.search;
  const std::string& new_text = placement.loose ? placement.replace : change.replace;
  TextRange range = placement.range;
  if (!text.has_cr() && new_text.find('\r') == new_text.npos) {
    // Whole lines common to both sides at start and end are kept.
    size_t common = std::min(old_text.size(), new_text.size()), front = 0, back = 0;
    while (front < common && old_text[front] == new_text[front]) ++front;
    while (front > 0 && old_text[front - 1] != '\n') --front;
    while (back < common - front &&
           old_text[old_text.size() - 1 - back] == new_text[new_text.size() - 1 - back])
      ++back;
    while (back > 0 && !((back == old_text.size() || old_text[old_text.size() - 1 - back] == '\n') &&
                         (back == new_text.size() || new_text[new_text.size() - 1 - back] == '\n')))
      --back;
    text.replace({range.begin + front, range.end - back},
                 std::string_view(new_text).substr(front, new_text.size() - front - back));
    return;
  }
  Lines file_lines =
      split_lines(std::string_view(text.content()).substr(range.begin, range.end - range.begin));
  Lines old_lines = bare_lines(old_text), new_lines = bare_lines(new_text);
  CHECK(file_lines.size() == old_lines.size());
  std::string_view before = std::string_view(text.content()).substr(0, range.begin);
  std::string_view around =
      before.empty() ? std::string_view(text.content()).substr(0, text.content().find('\n') + 1) : before;
  std::vector<std::pair<TextRange, std::string>> parts;
  for (const Hunk& hunk : diff_lines(old_lines, new_lines)) {
    auto offset = [&](size_t line) {
      return line == file_lines.size() ? range.end
                                       : static_cast<size_t>(file_lines[line].data() - text.content().data());
    };
    std::string added;
    for (size_t i = 0; i < hunk.new_count; ++i) {
      size_t like =
          hunk.old_count > 0 ? hunk.old_start + std::min(i, hunk.old_count - 1) : hunk.old_start - 1;
      bool outside = hunk.old_count == 0 && hunk.old_start == 0;
      (added += new_lines[hunk.new_start + i]) += terminator_of(outside ? around : file_lines[like]);
    }
    parts.push_back({{offset(hunk.old_start), offset(hunk.old_start + hunk.old_count)}, std::move(added)});
  }
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) text.replace(part->first, part->second);
}

}  // namespace suit
