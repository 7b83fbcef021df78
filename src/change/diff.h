// Line differences and three-way merges. Lines keep their terminators, so CRLF and a missing final newline
// are differences like any other.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "change/proposal.h"

namespace suit {

// old lines [old_start, old_start + old_count) become new lines [new_start, new_start + new_count); from 0.
struct Hunk {
  size_t old_start = 0;
  size_t old_count = 0;
  size_t new_start = 0;
  size_t new_count = 0;
  bool operator==(const Hunk&) const = default;
};

// The changed places, in order, without context. Patience diff (unique common lines as anchors; B. Cohen)
// with Myers' O(ND) algorithm (1986) between them. Beyond a cost limit a region counts as replaced, so
// hostile input takes near-linear time.
std::vector<Hunk> diff_lines(const std::vector<std::string_view>& old_lines,
                             const std::vector<std::string_view>& new_lines);

// The two sides of a file edit and their hunks. Views into the edit, which must outlive it.
struct FileDiff {
  explicit FileDiff(const FileEdit& edit);
  std::vector<std::string_view> old_lines;
  std::vector<std::string_view> new_lines;
  std::vector<Hunk> hunks;  // empty if either side is binary
  bool binary = false;
  size_t added() const;
  size_t removed() const;
};

// The old lines with only the chosen hunks applied. `chosen` has one entry per hunk.
std::string with_hunks(const FileDiff& diff, const std::vector<bool>& chosen);

// Hunks whose context would touch are one display block: [first, last) of diff.hunks.
struct HunkGroup {
  size_t first = 0;
  size_t last = 0;
};
std::vector<HunkGroup> group_hunks(const FileDiff& diff, size_t context_lines);

// "@@ -1,3 +1,4 @@" and its lines, for one group, as `diff -u` and git print them.
std::string unified_hunk(const FileDiff& diff, const HunkGroup& group, size_t context_lines);
// A whole file edit in git's extended diff format; paths are printed raw, quoted only where git quotes them.
std::string unified_diff(const FileEdit& edit, size_t context_lines = 3);
// The path that git's quotes and escapes stand for: "\"sh\\303\\266p\"". Without quotes, the text itself.
std::string unquoted_path(std::string_view text);
// All edits of a proposal, each with its diff. A move is one entry, compared with its source.
struct EditDiff {
  const FileEdit* edit;
  std::string text;
};
void for_each_diff(const std::vector<FileEdit>& edits,
                   const std::function<bool(const EditDiff&)>& visit);  // false stops

struct Merge {
  std::string content;  // with conflict markers where conflicts > 0
  size_t conflicts = 0;
};
// Merges the changes of both sides since `base`. Changes that only touch are both made. Different overlapping
// changes, and insertions of both sides at the same place, are conflicts.
Merge merge_lines(std::string_view base, std::string_view ours, std::string_view theirs,
                  std::string_view ours_name, std::string_view theirs_name);

}  // namespace suit
