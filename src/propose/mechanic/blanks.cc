// trim_trailing, line_endings and final_newline: changes to the ends of lines.
#include <algorithm>

#include "base/text.h"
#include "code/language.h"
#include "propose/mechanic/job.h"
#include "propose/mechanic/layout.h"

namespace suit::mechanic {
using namespace code;
namespace {

// Rewrites each line that may change; `edit` appends the line's new form and says whether it differs.
template <class Edit>
Result<std::string> each_line(Job& job, const Instruction& in, const char* nothing, size_t& count,
                              Edit&& edit) {
  ASSIGN_OR_RETURN(Selection selection, job.select(in.globs));
  std::vector<size_t> counts(selection.paths.size());
  job.change_files(
      selection.paths,
      [&](size_t index, const std::string& path, const std::string& content) -> std::optional<std::string> {
        Lines lines = job.lines(path, content);
        std::string_view newline = newline_of(content);
        std::string out;
        out.reserve(content.size());
        for (size_t number = 1; number <= lines.count(); ++number) {
          std::string_view line = lines.text(number);
          if (lines.may_change(number)) {
            counts[index] += edit(index, line, number == lines.count(), out, newline);
          } else {
            out.append(line);
          }
        }
        return out;
      });
  for (size_t one : counts) count += one;
  if (count == 0) return Error{ErrorCode::kInvalid, std::string("nothing to change: ") + nothing};
  return counted(job.edit_count(), "file");
}

Result<std::string> trim_trailing(Job& job, const Instruction& in) {
  size_t count = 0;
  ASSIGN_OR_RETURN(std::string files,
                   each_line(job, in, "no line ends in blanks", count,
                             [](size_t, std::string_view line, bool, std::string& out, std::string_view) {
                               std::string_view text = without_terminator(line);
                               size_t kept = text.find_last_not_of(" \t");
                               std::string_view left = text.substr(0, kept == text.npos ? 0 : kept + 1);
                               out.append(left).append(line.substr(text.size()));
                               return left.size() != text.size();
                             }));
  std::string breaks;
  for (const std::string& path : job.edited_paths())
    if (language_of(path, "").family == Family::kMarkdown && breaks.empty()) breaks = path;
  if (!breaks.empty())
    job.note("in Markdown two blanks at the end of a line are a line break; see " + printable(breaks));
  return "remove trailing blanks: " + counted(count, "line") + " in " + files;
}

// "lf" or "crlf"; empty if the slot is.
std::string ending_in(const Instruction& in, std::string_view slot) {
  const Text* found = in.find(slot);
  if (!found) return "";
  std::string name = to_lower(found->text);
  return name == "lf" || name == "unix" ? "lf" : "crlf";
}

Result<std::string> line_endings(Job& job, const Instruction& in) {
  std::string ending = ending_in(in, "ending");
  if (!ending.empty() && ending_in(in, "was") == ending)
    return Error{ErrorCode::kInvalid, "the old and the new line endings are the same"};
  if (ending.empty()) {
    ASSIGN_OR_RETURN(size_t answer,
                     job.ask("which line endings are meant?", {"LF, as on Unix", "CRLF, as on Windows"}));
    ending = answer == 0 ? "lf" : "crlf";
  }
  bool to_lf = ending == "lf";
  size_t count = 0;
  ASSIGN_OR_RETURN(std::string files,
                   each_line(job, in, to_lf ? "no line ends in CRLF" : "every line ends in CRLF", count,
                             [&](size_t, std::string_view line, bool, std::string& out, std::string_view) {
                               std::string_view text = without_terminator(line);
                               bool ended = text.size() != line.size();
                               out.append(text).append(!ended ? "" : to_lf ? "\n" : "\r\n");
                               return ended && (line.size() - text.size() == 2) == to_lf;
                             }));
  return std::string("change line endings to ") + (to_lf ? "LF" : "CRLF") + ": " + counted(count, "line") +
         " in " + files;
}

Result<std::string> final_newline(Job& job, const Instruction& in) {
  size_t count = 0;
  ASSIGN_OR_RETURN(std::string files, each_line(job, in, "every file ends with a newline", count,
                                                [](size_t, std::string_view line, bool last, std::string& out,
                                                   std::string_view newline) {
                                                  bool missing = last && !line.ends_with('\n');
                                                  out.append(line).append(missing ? newline : "");
                                                  return missing;
                                                }));
  return "add the missing final newline: " + files;
}

}  // namespace

const Kind kTrimTrailing = {
    .wording = {.name = "trim_trailing",
                .phrasings =
                    {{"(remove|delete|strip|trim|drop) [all] [the] trailing "
                      "(blanks|blank|whitespace|spaces|space|white space) [(from|in|of) {files}|everywhere]",
                      "strip trailing whitespace in src/**/*.cc"},
                     {"in {files} [,] (remove|delete|strip|trim|drop) [all] [the] trailing "
                      "(blanks|blank|whitespace|spaces|space|white space)",
                      "in docs, remove trailing blanks"}}},
    .describe = [](const Instruction& in) { return "remove trailing blanks" + in_files(in); },
    .act = trim_trailing,
};

const Kind kLineEndings = {
    .wording =
        {.name = "line_endings",
         .phrasings =
             {{"(convert|normalise|normalize|change|set) [the|all] line endings [(of|in) {files}|everywhere] "
               "(to|into|as) {ending}",
               "convert the line endings of src/**/*.cc to LF"},
              {"(convert|normalise|normalize|change|set) [the|all] line endings (to|into|as) {ending} "
               "[(of|in) {files}|everywhere]",
               "normalise line endings to CRLF in scripts/*.bat"},
              {"(normalise|normalize|convert|change|fix|unify) [the|all] line endings [(of|in) "
               "{files}|everywhere]",
               "normalise line endings in docs"},
              {"(convert|change|replace) [all|the] {was:ending} [line endings|line ending|endings] "
               "(to|into|by|with) {ending} [line endings|line ending|endings] [(of|in) {files}|everywhere]",
               "convert CRLF to LF in src"},
              {"(convert|change) {files} (to|into) {ending} [line endings]",
               "convert *.bat to windows line endings"},
              {"use {ending} line endings [in {files}|everywhere]",
               "use LF line endings in all shell files"}}},
    .describe =
        [](const Instruction& in) {
          std::string ending = ending_in(in, "ending");
          return (ending.empty() ? "make all line endings the same" : "change line endings to " + ending) +
                 in_files(in);
        },
    .act = line_endings,
};

const Kind kFinalNewline = {
    .wording =
        {.name = "final_newline",
         .phrasings = {{"(add|insert) [a|the|any] [missing] (final|trailing) (newline|newlines) [(to|in|at "
                        "the end of) {files}|everywhere]",
                        "add missing final newlines to src"},
                       {"(add|insert) [a|the] (newline|newlines) (at|to) the end of {files}",
                        "add a newline at the end of notes.txt"},
                       {"end {files} with a [final] newline", "end all files with a newline"},
                       {"(ensure|make sure) [that] {files} (end|ends) (with|in) a [final|trailing] newline",
                        "ensure that all files end with a newline"}}},
    .describe = [](const Instruction& in) { return "add missing final newlines" + in_files(in); },
    .act = final_newline,
};

}  // namespace suit::mechanic
