// remove_line: by number, by content, and headers.
#include <algorithm>

#include "base/text.h"
#include "propose/mechanic/job.h"
#include "propose/mechanic/layout.h"
#include "propose/mechanic/preamble.h"
#include "propose/mechanic/regex.h"

namespace suit::mechanic {
namespace {

struct Removal {
  Job& job;
  const Instruction& in;
  std::optional<Search> search = {};
  size_t removed = 0;
  size_t files = 0;
  size_t out_of_lines = 0;

  // Is this line, without its terminator, one to remove?
  Result<bool> takes(std::string_view line) const {
    const std::string& text = in.old_text.text;
    if (search) return search->matches(line);
    switch (in.line_match) {
      case LineMatch::kWhole:
        return trim(line) == trim(text);
      case LineMatch::kContaining:
        return line.find(text) != line.npos;
      case LineMatch::kStarting:
        return line.starts_with(text);
      case LineMatch::kEnding:
        return line.ends_with(text);
      case LineMatch::kBlank:
        return trim(line).empty();
      case LineMatch::kEmpty:
        return line.empty();
    }
    return false;
  }
};

// Removes lines; a text without a final newline stays without one.
std::string without_lines(std::string_view content, const Lines& lines, const std::vector<bool>& removed) {
  std::string out(content.substr(0, after_mark(content)));
  for (size_t number = 1; number <= lines.count(); ++number) {
    if (removed[number]) continue;
    std::string_view line = lines.text(number);
    out.append(number == 1 ? line.substr(after_mark(content)) : line);
  }
  if (!content.ends_with('\n') && out.ends_with('\n')) out.resize(without_terminator(out).size());
  return out;
}

Result<std::optional<std::string>> remove_in(Removal& work, const std::string& path,
                                             const std::string& content) {
  const Instruction& in = work.in;
  Lines lines = work.job.lines(path, content);
  std::vector<bool> removed(lines.count() + 1);
  size_t count = 0;
  std::vector<LineRange> ranges = in.more_lines;
  if (in.lines) ranges.push_back(*in.lines);
  for (LineRange& range : ranges) {
    if (range.last > lines.count())
      return Error{ErrorCode::kNotFound,
                   printable(path) + " has " + counted(lines.count(), "line") +
                       (in.has("last") ? "" : ", no line " + std::to_string(range.last))};
    if (in.has("last")) range = {lines.count() - range.last + 1, lines.count()};
  }
  for (size_t number = 1; number <= lines.count(); ++number) {
    bool take = std::any_of(ranges.begin(), ranges.end(), [&](const LineRange& range) {
      return range.first <= number && number <= range.last;
    });
    if (!in.lines) {
      std::string_view line = without_terminator(lines.text(number));
      if (number == 1) line.remove_prefix(std::min(after_mark(content), line.size()));
      ASSIGN_OR_RETURN(take, work.takes(line));
    }
    if (!take) continue;
    if (!lines.may_change(number)) {
      if (in.lines)
        return Error{ErrorCode::kDenied,
                     printable(path) + ":" + std::to_string(number) + " is outside the task's scope"};
      ++work.out_of_lines;
      continue;
    }
    removed[number] = true;
    ++count;
  }
  if (count == 0) return std::optional<std::string>();
  work.removed += count;
  ++work.files;
  return std::optional<std::string>(without_lines(content, lines, removed));
}

Result<std::optional<std::string>> remove_header(Removal& work, const std::string& path,
                                                 const std::string& content) {
  auto found = find_header(language_of(path, content), content, work.in.old_text.text);
  if (!found) return std::optional<std::string>();
  size_t at = *found, end = at;
  for (size_t count = split_lines(work.in.old_text.text).size(); count > 0 && end < content.size(); --count)
    end = std::min(content.find('\n', end), content.size() - 1) + 1;
  Lines lines = work.job.lines(path, content);
  if (!lines.may_change_span(at, end)) {
    ++work.out_of_lines;
    return std::optional<std::string>();
  }
  ++work.files;
  work.removed += lines.number_at(end - 1) - lines.number_at(at) + 1;
  return std::optional<std::string>(content.substr(0, at) + content.substr(end));
}

Result<std::string> remove_line(Job& job, const Instruction& in) {
  bool blank = in.line_match == LineMatch::kBlank || in.line_match == LineMatch::kEmpty;
  if (in.lines || blank) RETURN_IF_ERROR(job.need_files(in));
  auto wrong = [](const LineRange& range) { return range.first == 0 || range.last < range.first; };
  if (in.lines) {
    if (wrong(*in.lines) || std::any_of(in.more_lines.begin(), in.more_lines.end(), wrong))
      return Error{ErrorCode::kInvalid, "lines count from 1, and a range ends after it starts"};
  } else if (!blank && in.old_text.text.empty()) {
    return Error{ErrorCode::kInvalid, "the search text is empty"};
  }
  Removal work{job, in};
  if (in.old_text.regex) {
    ASSIGN_OR_RETURN(work.search, Search::create(in.old_text, Search::Words::kAny, Search::Case::kExact));
  }
  ASSIGN_OR_RETURN(Selection selection, job.select(in.globs));
  if (in.lines) RETURN_IF_ERROR(job.confirm_many(in, selection.paths.size()));
  RETURN_IF_ERROR(job.change_each(selection.paths, [&](const std::string& path, const std::string& content) {
    return in.has("header") ? remove_header(work, path, content) : remove_in(work, path, content);
  }));
  if (work.removed == 0)
    return Error{ErrorCode::kNotFound, "no such line in the selected files: " + describe(in),
                 work.out_of_lines > 0 ? "such lines occur only outside the lines in scope" : ""};
  if (work.out_of_lines > 0)
    job.note(counted(work.out_of_lines, "line") + " outside the lines of the scope, left alone");
  return "remove " + counted(work.removed, "line") + " from " + counted(work.files, "file");
}

std::string what_line(const Instruction& in) {
  switch (in.line_match) {
    case LineMatch::kContaining:
      return "containing ";
    case LineMatch::kStarting:
      return "starting with ";
    case LineMatch::kEnding:
      return "ending with ";
    case LineMatch::kWhole:
    case LineMatch::kBlank:
    case LineMatch::kEmpty:
      break;
  }
  return "";
}

std::string removal(const Instruction& in) {
  if (in.has("header")) return "remove the header " + shown(in.old_text) + in_files(in);
  if (in.lines) return "remove " + line_words(in) + in_files(in);
  if (in.line_match == LineMatch::kBlank) return "remove every blank line" + in_files(in);
  if (in.line_match == LineMatch::kEmpty) return "remove every empty line" + in_files(in);
  return "remove every line " + what_line(in) + shown(in.old_text) + in_files(in);
}

}  // namespace

const Kind kRemoveLine = {
    .wording = {.name = "remove_line",
                .phrasings =
                    {{"(remove|delete|drop) line {line:number} [(of|from|in) {files}]",
                      "delete line 7 of notes.txt"},
                     {"(remove|delete|drop) [the] lines {range} [(of|from|in) {files}]",
                      "remove lines 3-7 from notes.txt"},
                     {"(remove|delete|drop) [the] (line|lines) {lines} [(of|from|in) {files}]",
                      "remove lines 2, 3 and 7-9 of notes.txt"},
                     {"(remove|delete|drop) the (first <one>|last <one> <last>) [{line_count:number}] "
                      "(line|lines) [(of|from|in) {files}]",
                      "remove the first 2 lines of notes.txt"},
                     {"(remove|delete|drop) [all|every|each|any] [the] (blank <blank>|empty <empty>) "
                      "(line|lines) [(of|from|in) {files}]",
                      "remove blank lines from notes.txt"},
                     {"(remove|delete|drop) [all|every|each|any] [the] (line|lines) (containing|with|that "
                      "contain|that contains) <containing> {old:text} [(from|in|of) {files}]",
                      "remove all lines containing \"TODO\" from src/**/*.cc"},
                     {"(remove|delete|drop) [all|every|each|any] [the] (line|lines) (matching|that "
                      "match|that matches) <regex> <containing> {old:text} [(from|in|of) {files}]",
                      "delete every line matching /^#\\s*$/ in conf"},
                     {"(remove|delete|drop) [all|every|each|any] [the] (line|lines) (starting with|beginning "
                      "with|that start with|that starts with) <starting> {old:text} [(from|in|of) {files}]",
                      "remove lines starting with \"#\" from hosts.txt"},
                     {"(remove|delete|drop) [all|every|each|any] [the] (line|lines) (ending with|ending "
                      "in|that end with|that ends with) <ending_with> {old:text} [(from|in|of) {files}]",
                      "remove lines ending with \";\" from list.txt"},
                     {"(remove|delete|drop) [the|every|all] (line|lines) {old:plain} [(from|in|of) {files}]",
                      "remove the line \"#pragma once\" from src/a.h"},
                     {"(remove|delete|drop) the header {old:quoted} <header> (from|in|of) {files}",
                      "remove the header \"// Copyright\" from src/**/*.cc"}}},
    .describe = removal,
    .act = remove_line,
};

}  // namespace suit::mechanic
