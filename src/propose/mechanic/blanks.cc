// trim_trailing, line_endings and final_newline: what stands at the ends of lines.
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

}  // namespace

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
    job.note("in Markdown two blanks at the end of a line break it; see " + printable(breaks));
  return "remove trailing blanks: " + counted(count, "line") + " in " + files;
}

Result<std::string> line_endings(Job& job, const Instruction& in) {
  std::string ending = in.ending;
  if (!ending.empty() && in.old_text.text == ending)
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

}  // namespace suit::mechanic
