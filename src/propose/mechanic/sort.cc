// sort_lines and dedupe_lines.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_set>

#include "base/text.h"
#include "propose/mechanic/job.h"
#include "propose/mechanic/layout.h"

namespace suit::mechanic {
namespace {

struct Line {
  std::string_view text;
  std::string key;      // compared first
  double number = 0.0;  // of a numeric sort
};

// The number at the start of a line; 0 if there is none, as in sort -n.
double number_of(std::string_view line) {
  std::string start(line.substr(0, 64));
  double value = std::strtod(start.c_str(), nullptr);
  return std::isfinite(value) ? value : 0.0;
}

void sort(std::vector<Line>& lines, const Instruction& in) {
  bool nocase = in.has("nocase"), numeric = in.has("numeric"), reverse = in.has("reverse");
  for (Line& line : lines) {
    line.key = nocase ? to_lower(line.text) : std::string(line.text);
    if (numeric) line.number = number_of(line.text);
  }
  auto before = [&](const Line& a, const Line& b) {
    if (numeric && a.number != b.number) return a.number < b.number;
    return a.key != b.key ? a.key < b.key : a.text < b.text;
  };
  std::stable_sort(lines.begin(), lines.end(),
                   [&](const Line& a, const Line& b) { return reverse ? before(b, a) : before(a, b); });
}

void drop_repeated(std::vector<Line>& lines, const Instruction& in) {
  std::unordered_set<std::string> seen;
  std::erase_if(lines, [&](const Line& line) {
    return !seen.insert(in.has("nocase") ? to_lower(line.text) : std::string(line.text)).second;
  });
}

// The ranges of a file that are in both the instruction and the scope.
Result<std::vector<LineRange>> ranges_of(Job& job, const Instruction& in, const std::string& path,
                                         const Lines& lines) {
  size_t count = lines.count();
  if (in.lines) {
    if (in.lines->first == 0 || in.lines->last < in.lines->first)
      return Error{ErrorCode::kInvalid, "lines count from 1, and a range ends after it starts"};
    if (in.lines->last > count)
      return Error{ErrorCode::kNotFound, printable(path) + " has " + counted(count, "line") + ", no line " +
                                             std::to_string(in.lines->last)};
    for (size_t number = in.lines->first; number <= in.lines->last; ++number)
      if (!lines.may_change(number))
        return Error{ErrorCode::kDenied,
                     printable(path) + ":" + std::to_string(number) + " is outside the task's scope"};
    return std::vector{*in.lines};
  }
  auto allowed = job.scope().lines_in(path);
  if (!allowed) return std::vector{LineRange{1, count}};
  // Merges ranges that touch or overlap.
  std::sort(allowed->begin(), allowed->end(), [](auto& a, auto& b) { return a.first < b.first; });
  std::vector<LineRange> merged;
  for (LineRange range : *allowed) {
    range.last = std::min(range.last, count);
    if (range.first > range.last) continue;
    if (!merged.empty() && range.first <= merged.back().last + 1) {
      merged.back().last = std::max(merged.back().last, range.last);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

// Rearranges one range. Terminators stay in place, so a last line without one remains the last.
template <class Arrange>
void arrange_range(const Lines& lines, size_t mark, LineRange range, std::string& out, Arrange&& arrange) {
  std::vector<Line> texts;
  std::vector<std::string_view> ends;
  for (size_t number = range.first; number <= range.last; ++number) {
    std::string_view whole = lines.text(number);
    if (number == 1) whole.remove_prefix(mark);
    std::string_view text = without_terminator(whole);
    texts.push_back({.text = text, .key = {}});
    ends.push_back(whole.substr(text.size()));
  }
  arrange(texts);
  for (size_t i = 0; i < texts.size(); ++i)
    out.append(texts[i].text).append(i + 1 == texts.size() ? ends.back() : ends[i]);
}

template <class Arrange>
Result<std::string> arrange(Job& job, const Instruction& in, const char* done, const char* nothing,
                            Arrange&& how) {
  RETURN_IF_ERROR(job.need_files(in));
  ASSIGN_OR_RETURN(Selection selection, job.select(in.globs));
  RETURN_IF_ERROR(job.confirm_many(in, selection.paths.size()));
  size_t count = 0;
  RETURN_IF_ERROR(job.change_each(
      selection.paths,
      [&](const std::string& path, const std::string& content) -> Result<std::optional<std::string>> {
        Lines lines = job.lines(path, content);
        if (lines.count() == 0) return std::optional<std::string>();
        ASSIGN_OR_RETURN(std::vector<LineRange> ranges, ranges_of(job, in, path, lines));
        size_t mark = after_mark(content), at = mark;
        std::string out = content.substr(0, mark);
        for (const LineRange& range : ranges) {
          size_t begin = std::max(mark, lines.begin(range.first));
          out.append(content, at, begin - at);
          arrange_range(lines, mark, range, out, how);
          at = lines.begin(range.last + 1);
          count += range.last - range.first + 1;
        }
        return std::optional<std::string>(out.append(content, at));
      }));
  if (job.edit_count() == 0) return Error{ErrorCode::kInvalid, std::string("nothing to change: ") + nothing};
  return done + counted(count, "line") + " in " + counted(job.edit_count(), "file");
}

Result<std::string> sort_lines(Job& job, const Instruction& in) {
  return arrange(job, in, "sort ", "the lines are sorted already", [&](std::vector<Line>& lines) {
    if (in.has("unique")) drop_repeated(lines, in);
    sort(lines, in);
  });
}

Result<std::string> dedupe_lines(Job& job, const Instruction& in) {
  return arrange(job, in, "remove duplicates among ", "no line occurs twice", [&](std::vector<Line>& lines) {
    drop_repeated(lines, in);
    if (in.has("reverse") || in.has("numeric")) sort(lines, in);
  });
}

constexpr std::string_view kOrders =
    "[,] (in reverse <reverse> [order]|reversed <reverse>|[in] descending <reverse> [order]|[in] ascending "
    "[order]|alphabetically|[and] numerically <numeric>|by number <numeric>|ignoring case "
    "<nocase>|case-insensitively <nocase>|and (remove|drop|delete) [the] duplicates <unique>|without "
    "duplicates <unique>|and deduplicate <unique>)";

}  // namespace

const Kind kSortLines = {
    .wording = {.name = "sort_lines",
                .phrasings = {{"sort [the|all] lines [{range}] {tail} [(of|in|from) {files}] {tail}",
                               "sort the lines 3-9 of names.txt in reverse"},
                              {"sort {files} {tail}", "sort names.txt ignoring case"}},
                .tail = kOrders},
    .describe = [](const Instruction& in) { return "sort " + line_words(in) + in_files(in); },
    .act = sort_lines,
};

const Kind kDedupeLines = {
    .wording =
        {.name = "dedupe_lines",
         .phrasings = {{"(remove|delete|drop) [the|all] (duplicate|duplicated|repeated) lines [{range}] "
                        "{tail} [(from|in|of) {files}] {tail}",
                        "remove duplicate lines from names.txt"},
                       {"(remove|delete|drop) [the|all] duplicates {tail} [(from|in|of) {files}] {tail}",
                        "remove duplicates from names.txt"},
                       {"(deduplicate|dedupe) [the] lines [{range}] {tail} [(of|in|from) {files}] {tail}",
                        "deduplicate the lines 3-9 in names.txt"},
                       {"(deduplicate|dedupe) {files} {tail}", "deduplicate names.txt"}},
         .tail = kOrders},
    .describe =
        [](const Instruction& in) { return "remove duplicates among " + line_words(in) + in_files(in); },
    .act = dedupe_lines,
};

}  // namespace suit::mechanic
