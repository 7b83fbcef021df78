#include <algorithm>

#include "base/text.h"
#include "change/diff.h"

namespace suit {
namespace {

using Lines = std::vector<std::string_view>;

// One side's hunks in order, and how far they have shifted the line numbers.
struct Side {
  const Lines& lines;
  std::vector<Hunk> hunks;
  size_t next = 0;

  Side(const Lines& base, const Lines& side) : lines(side), hunks(diff_lines(base, side)) {}
  size_t start() const { return next < hunks.size() ? hunks[next].old_start : SIZE_MAX; }
  size_t end() const {
    return next < hunks.size() ? hunks[next].old_start + hunks[next].old_count : SIZE_MAX;
  }
  // The new lines for base lines [from, to), a range between this side's hunks.
  void put(size_t from, size_t to, size_t first_hunk, std::string& out) const {
    long shift = 0;
    if (first_hunk > 0) {
      const Hunk& before = hunks[first_hunk - 1];
      shift = static_cast<long>(before.new_start + before.new_count) -
              static_cast<long>(before.old_start + before.old_count);
    }
    size_t new_from = from + static_cast<size_t>(shift);
    long growth = 0;
    for (size_t h = first_hunk; h < next; ++h)
      growth += static_cast<long>(hunks[h].new_count) - static_cast<long>(hunks[h].old_count);
    size_t new_to = to + static_cast<size_t>(shift + growth);
    for (size_t i = new_from; i < new_to; ++i) out += lines[i];
  }
};

void put_marker(std::string& out, std::string_view marker) {
  if (!out.empty() && !out.ends_with('\n')) out += '\n';
  out.append(marker).append("\n");
}

}  // namespace

Merge merge_lines(std::string_view base, std::string_view ours, std::string_view theirs,
                  std::string_view ours_name, std::string_view theirs_name) {
  Lines base_lines = split_lines(base), our_lines = split_lines(ours), their_lines = split_lines(theirs);
  Side a(base_lines, our_lines), b(base_lines, their_lines);
  Merge merge;
  // If a side removes the last line's end, nothing can be inserted after it.
  bool open_end = (!ours.empty() && !ours.ends_with('\n')) || (!theirs.empty() && !theirs.ends_with('\n'));
  size_t at = 0;
  while (a.start() != SIZE_MAX || b.start() != SIZE_MAX) {
    // An insertion at a line comes before a replacement of that line.
    bool ours_first = std::pair(a.start(), a.end()) <= std::pair(b.start(), b.end());
    Side& first = ours_first ? a : b;
    size_t from = first.start(), to = first.end(), first_a = a.next, first_b = b.next;
    for (; at < from; ++at) merge.content += base_lines[at];
    ++first.next;
    // One region of overlapping hunks of both sides. Hunks that only touch are handled one after the other;
    // insertions at the same place have no order.
    auto overlaps = [&](const Side& side) {
      if (side.start() == SIZE_MAX) return false;
      bool same_place = side.start() == to && side.end() == to && from == to;
      bool at_open_end = side.start() == to && to == base_lines.size() && open_end;
      return side.start() < to || same_place || at_open_end;
    };
    while (overlaps(a) || overlaps(b)) {
      Side& side = overlaps(a) ? a : b;
      to = std::max(to, side.end());
      ++side.next;
    }
    std::string our_text, their_text;
    a.put(from, to, first_a, our_text);
    b.put(from, to, first_b, their_text);
    bool we_changed = a.next > first_a, they_changed = b.next > first_b;
    if (!they_changed || our_text == their_text) {
      merge.content += our_text;
    } else if (!we_changed) {
      merge.content += their_text;
    } else {
      ++merge.conflicts;
      put_marker(merge.content, "<<<<<<< " + std::string(ours_name));
      merge.content += our_text;
      put_marker(merge.content, "=======");
      merge.content += their_text;
      put_marker(merge.content, ">>>>>>> " + std::string(theirs_name));
    }
    at = to;
  }
  for (; at < base_lines.size(); ++at) merge.content += base_lines[at];
  return merge;
}

}  // namespace suit
