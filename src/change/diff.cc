#include "change/diff.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <set>
#include <unordered_map>

#include "base/text.h"

namespace suit {
namespace {

using Ids = std::vector<uint32_t>;  // a number for each distinct line

// Marks which lines of each side have no partner on the other.
class Comparison {
 public:
  Comparison(const Ids& a, const Ids& b, size_t distinct)
      : a_(a),
        b_(b),
        a_changed(a.size()),
        b_changed(b.size()),
        count_a_(distinct),
        count_b_(distinct),
        at_b_(distinct) {}

  void compare(size_t a0, size_t a1, size_t b0, size_t b1) {
    while (a0 < a1 && b0 < b1 && a_[a0] == b_[b0]) ++a0, ++b0;
    while (a0 < a1 && b0 < b1 && a_[a1 - 1] == b_[b1 - 1]) --a1, --b1;
    if (a0 == a1 || b0 == b1) return mark(a0, a1, b0, b1);
    auto anchors = unique_anchors(a0, a1, b0, b1);
    if (anchors.empty()) return myers(a0, a1, b0, b1);
    for (auto [a, b] : anchors) {
      compare(a0, a, b0, b);
      a0 = a + 1;
      b0 = b + 1;
    }
    compare(a0, a1, b0, b1);
  }

 private:
  struct Anchor {
    size_t a, b;
  };

  void mark(size_t a0, size_t a1, size_t b0, size_t b1) {
    std::fill(a_changed.begin() + static_cast<long>(a0), a_changed.begin() + static_cast<long>(a1), 1);
    std::fill(b_changed.begin() + static_cast<long>(b0), b_changed.begin() + static_cast<long>(b1), 1);
  }

  // Unique lines of both sides, and their longest common order (patience sorting).
  std::vector<Anchor> unique_anchors(size_t a0, size_t a1, size_t b0, size_t b1) {
    for (size_t i = a0; i < a1; ++i) ++count_a_[a_[i]];
    for (size_t j = b0; j < b1; ++j) {
      ++count_b_[b_[j]];
      at_b_[b_[j]] = j;
    }
    std::vector<Anchor> candidates;
    for (size_t i = a0; i < a1; ++i)
      if (count_a_[a_[i]] == 1 && count_b_[a_[i]] == 1) candidates.push_back({i, at_b_[a_[i]]});
    for (size_t i = a0; i < a1; ++i) count_a_[a_[i]] = 0;
    for (size_t j = b0; j < b1; ++j) count_b_[b_[j]] = 0;

    std::vector<size_t> tops;                         // candidate on top of each pile
    std::vector<size_t> previous(candidates.size());  // the top of the pile to the left when it was laid
    for (size_t c = 0; c < candidates.size(); ++c) {
      auto pile = std::lower_bound(tops.begin(), tops.end(), candidates[c].b,
                                   [&](size_t top, size_t b) { return candidates[top].b < b; });
      previous[c] = pile == tops.begin() ? SIZE_MAX : *(pile - 1);
      if (pile == tops.end()) {
        tops.push_back(c);
      } else {
        *pile = c;
      }
    }
    std::vector<Anchor> anchors;
    for (size_t c = tops.empty() ? SIZE_MAX : tops.back(); c != SIZE_MAX; c = previous[c])
      anchors.push_back(candidates[c]);
    std::reverse(anchors.begin(), anchors.end());
    return anchors;
  }

  // Greedy forward search; keeps each step's frontier for backtracking. The limit bounds time and memory to
  // its square; a region with more differences is better shown as replaced.
  void myers(size_t a0, size_t a1, size_t b0, size_t b1) {
    constexpr long kDistanceMax = 1000;
    const long n = static_cast<long>(a1 - a0), m = static_cast<long>(b1 - b0);
    std::vector<std::vector<long>> frontiers;
    std::vector<long> v(static_cast<size_t>(2 * std::min(n + m, kDistanceMax) + 3), 0);
    const long centre = static_cast<long>(v.size()) / 2;
    auto at = [&](std::vector<long>& w, long k) -> long& { return w[static_cast<size_t>(centre + k)]; };
    auto same = [&](long x, long y) {
      return a_[a0 + static_cast<size_t>(x)] == b_[b0 + static_cast<size_t>(y)];
    };
    for (long d = 0; d <= std::min(n + m, kDistanceMax); ++d) {
      for (long k = -d; k <= d; k += 2) {
        long x = d == 0                                               ? 0
                 : k == -d || (k != d && at(v, k - 1) < at(v, k + 1)) ? at(v, k + 1)
                                                                      : at(v, k - 1) + 1;
        while (x < n && x - k < m && x - k >= 0 && same(x, x - k)) ++x;
        at(v, k) = x;
        if (x >= n && x - k >= m) return trace_back(frontiers, d, n, m, a0, b0);
      }
      // Only [-d, d] is needed again.
      frontiers.emplace_back(v.begin() + (centre - d), v.begin() + (centre + d + 1));
    }
    mark(a0, a1, b0, b1);
  }

  void trace_back(const std::vector<std::vector<long>>& frontiers, long d, long n, long m, size_t a0,
                  size_t b0) {
    long x = n, y = m;
    for (; d > 0; --d) {
      const std::vector<long>& last = frontiers[static_cast<size_t>(d - 1)];
      auto reach = [&](long k) {
        return k < -(d - 1) || k > d - 1 ? -1L : last[static_cast<size_t>(k + d - 1)];
      };
      long k = x - y;
      bool down = k == -d || (k != d && reach(k - 1) < reach(k + 1));
      long from_k = down ? k + 1 : k - 1;
      long from_x = reach(from_k), from_y = from_x - from_k;
      if (down) {
        b_changed[b0 + static_cast<size_t>(from_y)] = 1;
      } else {
        a_changed[a0 + static_cast<size_t>(from_x)] = 1;
      }
      x = from_x;
      y = from_y;
    }
  }

  const Ids& a_;
  const Ids& b_;

 public:
  std::vector<char> a_changed;
  std::vector<char> b_changed;

 private:
  std::vector<uint32_t> count_a_, count_b_;  // all zero between calls
  std::vector<size_t> at_b_;
};

// As git quotes paths: quote_c_style() in its quote.c.
std::string quoted_path(std::string_view prefix, std::string_view path) {
  std::string text = std::string(prefix) + std::string(path);
  bool plain = is_utf8(text) && printable(text) == text && text.find_first_of("\t\"\\") == text.npos;
  if (plain) return text;
  constexpr std::string_view named = "\a\b\t\n\v\f\r\"\\", names = "abtnvfr\"\\";
  std::string quoted = "\"";
  for (char c : text) {
    if (size_t at = named.find(c); at != named.npos) {
      quoted.append(1, '\\').append(1, names[at]);
    } else if (c >= 0x20 && c < 0x7f) {
      quoted += c;
    } else {
      char octal[8];
      std::snprintf(octal, sizeof octal, "\\%03o", static_cast<unsigned char>(c));
      quoted += octal;
    }
  }
  return quoted + "\"";
}

// On lines that end with a name, a tab marks the end of a name with blanks.
std::string ended_path(std::string_view prefix, std::string_view path) {
  std::string text = quoted_path(prefix, path);
  return text.find(' ') == text.npos || text.starts_with('"') ? text : text + "\t";
}

}  // namespace

std::string unquoted_path(std::string_view text) {
  constexpr std::string_view named = "\a\b\t\n\v\f\r\"\\", names = "abtnvfr\"\\";
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  text = text.substr(1, text.size() - 2);
  std::string path;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      path += text[i];
    } else if (size_t at = names.find(text[i + 1]); at != names.npos) {
      path += named[at];
      ++i;
    } else {
      int value = 0;
      auto [end, error] =
          std::from_chars(text.data() + i + 1, text.data() + std::min(text.size(), i + 4), value, 8);
      bool is_octal = error == std::errc() && end == text.data() + i + 4 && value < 256;
      path += is_octal ? static_cast<char>(value) : text[i];
      if (is_octal) i += 3;
    }
  }
  return path;
}

std::vector<Hunk> diff_lines(const std::vector<std::string_view>& old_lines,
                             const std::vector<std::string_view>& new_lines) {
  std::unordered_map<std::string_view, uint32_t> numbers;
  numbers.reserve(old_lines.size() + new_lines.size());
  auto number = [&](const std::vector<std::string_view>& lines) {
    Ids ids;
    ids.reserve(lines.size());
    for (std::string_view line : lines)
      ids.push_back(numbers.try_emplace(line, static_cast<uint32_t>(numbers.size())).first->second);
    return ids;
  };
  Ids a = number(old_lines), b = number(new_lines);
  Comparison comparison(a, b, numbers.size());
  comparison.compare(0, a.size(), 0, b.size());
  std::vector<Hunk> hunks;
  for (size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    bool changed = (i < a.size() && comparison.a_changed[i]) || (j < b.size() && comparison.b_changed[j]);
    if (!changed) {
      ++i, ++j;
      continue;
    }
    Hunk hunk{i, 0, j, 0};
    while (i < a.size() && comparison.a_changed[i]) ++i, ++hunk.old_count;
    while (j < b.size() && comparison.b_changed[j]) ++j, ++hunk.new_count;
    hunks.push_back(hunk);
  }
  return hunks;
}

FileDiff::FileDiff(const FileEdit& edit) {
  binary = is_binary(edit.before.content) || is_binary(edit.after.content);
  if (binary) return;
  old_lines = split_lines(edit.before.content);
  new_lines = split_lines(edit.after.content);
  hunks = diff_lines(old_lines, new_lines);
}

size_t FileDiff::added() const {
  size_t count = 0;
  for (const Hunk& hunk : hunks) count += hunk.new_count;
  return count;
}

size_t FileDiff::removed() const {
  size_t count = 0;
  for (const Hunk& hunk : hunks) count += hunk.old_count;
  return count;
}

std::string with_hunks(const FileDiff& diff, const std::vector<bool>& chosen) {
  CHECK(chosen.size() == diff.hunks.size());
  std::string content;
  size_t old_at = 0;
  for (size_t h = 0; h < chosen.size(); ++h) {
    const Hunk& hunk = diff.hunks[h];
    for (; old_at < hunk.old_start; ++old_at) content += diff.old_lines[old_at];
    if (!chosen[h]) continue;
    for (size_t i = 0; i < hunk.new_count; ++i) content += diff.new_lines[hunk.new_start + i];
    old_at += hunk.old_count;
  }
  for (; old_at < diff.old_lines.size(); ++old_at) content += diff.old_lines[old_at];
  return content;
}

std::vector<HunkGroup> group_hunks(const FileDiff& diff, size_t context_lines) {
  std::vector<HunkGroup> groups;
  for (size_t h = 0; h < diff.hunks.size(); ++h) {
    const Hunk& hunk = diff.hunks[h];
    if (h > 0) {
      const Hunk& last = diff.hunks[h - 1];
      if (hunk.old_start - (last.old_start + last.old_count) <= 2 * context_lines) {
        groups.back().last = h + 1;
        continue;
      }
    }
    groups.push_back({h, h + 1});
  }
  return groups;
}

std::string unified_hunk(const FileDiff& diff, const HunkGroup& group, size_t context_lines) {
  const Hunk& first = diff.hunks[group.first];
  const Hunk& last = diff.hunks[group.last - 1];
  size_t lead = std::min({context_lines, first.old_start, first.new_start});
  size_t old_end = last.old_start + last.old_count, new_end = last.new_start + last.new_count;
  size_t trail = std::min(context_lines, diff.old_lines.size() - old_end);
  size_t old_start = first.old_start - lead, old_count = old_end + trail - old_start;
  size_t new_start = first.new_start - lead, new_count = new_end + trail - new_start;
  auto range = [](size_t start, size_t count) {
    // An empty range has the number of the line before it.
    return std::to_string(count == 0 ? start : start + 1) + (count == 1 ? "" : "," + std::to_string(count));
  };
  std::string text = "@@ -" + range(old_start, old_count) + " +" + range(new_start, new_count) + " @@\n";
  auto put = [&](char sign, std::string_view line) {
    text += sign;
    text += line;
    if (!line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
  };
  size_t at = old_start;
  for (size_t h = group.first; h < group.last; ++h) {
    const Hunk& hunk = diff.hunks[h];
    for (; at < hunk.old_start; ++at) put(' ', diff.old_lines[at]);
    for (size_t i = 0; i < hunk.old_count; ++i) put('-', diff.old_lines[hunk.old_start + i]);
    for (size_t i = 0; i < hunk.new_count; ++i) put('+', diff.new_lines[hunk.new_start + i]);
    at += hunk.old_count;
  }
  for (; at < old_start + old_count; ++at) put(' ', diff.old_lines[at]);
  return text;
}

std::string unified_diff(const FileEdit& edit, size_t context_lines) {
  auto git_mode = [](const FileVersion& version) {
    if (version.type == FileType::kSymlink) return std::string("120000");
    char text[16];
    std::snprintf(text, sizeof text, "100%03o", version.mode & 0777);
    return std::string(text);
  };
  bool creates = edit.before.type == FileType::kAbsent, removes = edit.after.type == FileType::kAbsent;
  bool moves = !edit.moved_from.empty() && !creates;  // a move's own base: for_each_diff
  std::string_view old_path = moves ? edit.moved_from : edit.path;
  std::string text = "diff --git " + quoted_path("a/", old_path) + " " + quoted_path("b/", edit.path) + "\n";
  if (creates) text += "new file mode " + git_mode(edit.after) + "\n";
  if (removes) text += "deleted file mode " + git_mode(edit.before) + "\n";
  if (!creates && !removes && git_mode(edit.before) != git_mode(edit.after))
    text += "old mode " + git_mode(edit.before) + "\nnew mode " + git_mode(edit.after) + "\n";
  if (moves)
    text += "rename from " + quoted_path("", old_path) + "\nrename to " + quoted_path("", edit.path) + "\n";
  FileDiff diff(edit);
  if (diff.binary) return text + (edit.before.digest == edit.after.digest ? "" : "Binary files differ\n");
  if (diff.hunks.empty()) return text;
  text += "--- " + (creates ? "/dev/null" : ended_path("a/", old_path)) + "\n";
  text += "+++ " + (removes ? "/dev/null" : ended_path("b/", edit.path)) + "\n";
  for (const HunkGroup& group : group_hunks(diff, context_lines))
    text += unified_hunk(diff, group, context_lines);
  return text;
}

void for_each_diff(const std::vector<FileEdit>& edits, const std::function<bool(const EditDiff&)>& visit) {
  std::set<const FileEdit*> shown_with_target;
  for (const FileEdit& edit : edits)
    if (const FileEdit* source = source_of_move(edits, edit)) shown_with_target.insert(source);
  for (const FileEdit& edit : edits) {
    if (shown_with_target.contains(&edit)) continue;
    const FileEdit* source = source_of_move(edits, edit);
    std::string text = source ? unified_diff(FileEdit{edit.path, source->before, edit.after, edit.moved_from})
                              : unified_diff(edit);
    if (!visit({&edit, std::move(text)})) return;
  }
}

}  // namespace suit
