// insert_line: lines and headers.
#include <algorithm>

#include "base/text.h"
#include "propose/mechanic/job.h"
#include "propose/mechanic/layout.h"
#include "propose/mechanic/preamble.h"
#include "propose/mechanic/regex.h"

namespace suit::mechanic {
namespace {

// The inserted text, independent of the kind of newline.
struct Insertion {
  Job& job;
  const Instruction& in;
  std::string text;
  std::optional<Search> anchor = {};
  size_t inserted = 0;
  size_t present = 0;  // files that already have the header
  size_t without = 0;  // files without a line to insert at
  size_t out_of_lines = 0;
  size_t without_place = 0;  // files whose top has no safe place
  std::string first_present = {}, first_without_place = {};
};

std::string inserted_at(std::string_view content, size_t at, std::string_view text) {
  std::string_view newline = newline_of(content);
  std::string lines = as_lines(text, newline);
  bool unended = at > after_mark(content) && content[at - 1] != '\n';
  std::string out(content.substr(0, at));
  if (unended) {
    // After a last line without a newline: the new last line has none either.
    out += newline;
    if (at == content.size()) lines.resize(lines.size() - newline.size());
  }
  return out.append(lines).append(content.substr(at));
}

// The line of `content` that matches the anchor; asks if several do.
Result<size_t> anchor_line(Insertion& work, const std::string& path, const Lines& lines) {
  std::vector<size_t> found;
  for (size_t number = 1; number <= lines.count(); ++number) {
    if (!lines.may_change(number)) continue;
    ASSIGN_OR_RETURN(bool hit, work.anchor->matches(without_terminator(lines.text(number))));
    if (hit) found.push_back(number);
  }
  if (found.empty()) return size_t{0};
  if (found.size() == 1) return found.front();
  std::vector<std::string> choices;
  for (size_t i = 0; i < found.size() && i < 5; ++i)
    choices.push_back(printable(path) + ":" + std::to_string(found[i]) + ": " +
                      printable(trim(lines.text(found[i])).substr(0, 100)));
  size_t shown = choices.size();
  choices.push_back("stop");
  ASSIGN_OR_RETURN(size_t answer,
                   work.job.ask(counted(found.size(), "line") + " of " + printable(path) + " match “" +
                                    printable(work.in.old_text.text) + "”; which is meant?",
                                choices));
  if (answer == shown) return work.job.decline(describe(work.in), "name the line by its number");
  return found[answer];
}

// Where the text goes; nullopt if this file stays unchanged.
Result<std::optional<size_t>> place_in(Insertion& work, const std::string& path, const std::string& content) {
  const Instruction& in = work.in;
  Lines lines = work.job.lines(path, content);
  size_t number = 0;
  const Language& language = language_of(path, content);
  if (in.has("header") && find_header(language, content, work.text)) {
    if (work.present++ == 0) work.first_present = path;
    return std::optional<size_t>();
  }
  if (in.place == Place::kTop || in.place == Place::kBottom) {
    std::optional<size_t> at = content.size();
    if (in.place == Place::kTop) at = after_preamble(language, content, work.text);
    if (!at) {
      if (work.without_place++ == 0) work.first_without_place = path;
    } else if (lines.count() > 0 && !lines.may_change(std::min(lines.number_at(*at), lines.count()))) {
      ++work.out_of_lines;
      at.reset();
    }
    return at;
  }
  if (in.lines) {
    number = in.lines->first;
    if (number == 0 || number > lines.count())
      return Error{ErrorCode::kNotFound, printable(path) + " has " + counted(lines.count(), "line") +
                                             ", no line " + std::to_string(number)};
  } else {
    ASSIGN_OR_RETURN(number, anchor_line(work, path, lines));
    if (number == 0) {
      ++work.without;
      return std::optional<size_t>();
    }
  }
  if (!lines.may_change(number)) {
    ++work.out_of_lines;
    return std::optional<size_t>();
  }
  return std::optional<size_t>(in.place == Place::kBefore ? std::max(lines.begin(number), after_mark(content))
                                                          : lines.begin(number + 1));
}

Error nothing_done(const Insertion& work) {
  if (work.present > 0)
    return {ErrorCode::kConflict,
            "the header is already in " + printable(work.first_present) +
                (work.present > 1 ? " and " + std::to_string(work.present - 1) + " more" : "")};
  if (work.without_place > 0)
    return {ErrorCode::kInvalid,
            "the code of " + printable(work.first_without_place) +
                " begins on the line of <?php, so text can't be inserted safely after it",
            "insert it before or after a line that you name"};
  if (work.out_of_lines > 0)
    return {ErrorCode::kDenied, "the place is outside the lines in scope", "widen the scope"};
  if (work.without == 0) return {ErrorCode::kInvalid, "none of the selected files is readable text"};
  return {ErrorCode::kNotFound,
          "no line contains “" + printable(work.in.old_text.text) + "” in the selected files"};
}

Result<std::string> insert_line(Job& job, const Instruction& in) {
  RETURN_IF_ERROR(job.need_files(in));
  Insertion work{job, in, in.new_text.text};
  if (in.has("header_file")) {
    ASSIGN_OR_RETURN(work.text, job.read_named(in.new_text.text));
    work.text.erase(0, after_mark(work.text));
    if (is_binary(work.text) || trim(work.text).empty())
      return Error{ErrorCode::kInvalid, printable(in.new_text.text) + " has no text to use as a header"};
  }
  if (in.line_match != LineMatch::kWhole && !in.lines) {
    ASSIGN_OR_RETURN(work.anchor, Search::create(in.old_text, Search::Words::kAny, Search::Case::kExact));
  }
  ASSIGN_OR_RETURN(Selection selection, job.select(in.globs));
  if (in.has("header_file")) std::erase(selection.paths, in.new_text.text);
  if (in.lines) RETURN_IF_ERROR(job.confirm_many(in, selection.paths.size()));
  RETURN_IF_ERROR(job.change_each(
      selection.paths,
      [&](const std::string& path, const std::string& content) -> Result<std::optional<std::string>> {
        ASSIGN_OR_RETURN(std::optional<size_t> at, place_in(work, path, content));
        if (!at) return std::optional<std::string>();
        ++work.inserted;
        return std::optional<std::string>(inserted_at(content, *at, work.text));
      }));
  if (work.inserted == 0) return nothing_done(work);
  if (work.present > 0)
    job.note("the header is already in " + counted(work.present, "file") + " (first " +
             printable(work.first_present) + "), skipped");
  if (work.without > 0) job.note(counted(work.without, "file") + " without such a line, left alone");
  if (work.without_place > 0)
    job.note(counted(work.without_place, "file") + " whose code begins on the line of <?php (first " +
             printable(work.first_without_place) + "), left alone");
  if (work.out_of_lines > 0)
    job.note("the place is outside the lines of the scope in " + counted(work.out_of_lines, "file") +
             ", left alone");
  std::string what = in.has("header")
                         ? "add a header"
                         : "insert “" + work.text.substr(0, 60) + (work.text.size() > 60 ? "…”" : "”");
  return what + ": " + counted(work.inserted, "file");
}

std::string insertion(const Instruction& in) {
  std::string what = in.has("header") ? (in.has("header_file") ? "add the header in " + in.new_text.text
                                                               : "add the header " + shown(in.new_text))
                                      : "insert the line " + shown(in.new_text);
  if (in.has("header")) return what + in_files(in);
  if (in.place == Place::kTop) return what + " at the top" + in_files(in);
  if (in.place == Place::kBottom) return what + " at the end" + in_files(in);
  what += in.place == Place::kBefore ? " before " : " after ";
  return what + (in.lines ? line_words(in) : "the line containing " + shown(in.old_text)) + in_files(in);
}

}  // namespace

const Kind kInsertLine = {
    .wording =
        {.name = "insert_line",
         .phrasings =
             {{"(add|insert|put) [the|a|this] line {new:text} (at|to) the (top|start|beginning) <top> "
               "(of|in) {files}",
               "add the line \"#pragma once\" at the top of src/a.h"},
              {"(add|insert|put) [the|a|this] line {new:text} (at|to) the (end|bottom) <bottom> (of|in) "
               "{files}",
               "insert the line *.o at the end of .gitignore"},
              {"(add|insert|append) [the|a|this] line {new:text} to <bottom> {files}",
               "add the line *.o to .gitignore"},
              {"(add|insert|put) {new:quoted} (at|to) the (top|start|beginning) <top> (of|in) {files}",
               "insert \"#pragma once\" at the top of src/a.h"},
              {"(add|insert|put) {new:quoted} (at|to) the (end|bottom) <bottom> (of|in) {files}",
               "add \"*.o\" at the end of .gitignore"},
              {"append [the] [line] {new:text} (to|at) [the end of] <bottom> {files}",
               "append *.o to .gitignore"},
              {"prepend [the] [line] {new:text} (to|at) [the (top|start|beginning) of] <top> {files}",
               "prepend \"# Notes\" to notes.md"},
              {"(add|insert|put) [the|a|this] [line] {new:text} (before <before>|after <after>) line "
               "{line:number} (of|in) {files}",
               "insert \"int n = 0;\" after line 12 of src/a.cc"},
              {"(add|insert|put) [the|a|this] [line] {new:text} (before <before>|after <after>) the line "
               "[containing|with|that contains] <containing> {old:text} in {files}",
               "insert \"int n = 0;\" before the line containing \"return\" in src/a.cc"},
              {"in {files} [,] (add|insert|put) [the|a|this] [line] {new:text} (before <before>|after "
               "<after>) line {line:number}",
               "in src/a.cc, insert \"int n = 0;\" after line 12"},
              {"in {files} [,] (add|insert|put) [the|a|this] [line] {new:text} (before <before>|after "
               "<after>) the line [containing|with|that contains] <containing> {old:text}",
               "in src/a.cc, insert \"int n = 0;\" before the line containing \"return\""},
              {"add [the|a|this] [license|licence|copyright] header {new:quoted} <header> <top> to {files}",
               "add the header \"// Copyright\" to src/**/*.cc"},
              {"add [the|a] [license|licence|copyright] header (from|in) [the] [file] {new:word} <header> "
               "<header_file> <top> to {files}",
               "add the header from LICENSE_HEADER to src/**/*.cc"}}},
    .describe = insertion,
    .act = insert_line,
};

}  // namespace suit::mechanic
